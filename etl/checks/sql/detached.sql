-- Partitions that are not attached, or half so. Order: by name
-- `is_archiving`: the archive knows of it and goes on with it.
SELECT
    existing.*,
    COALESCE(archived.state IN ('closed', 'detached', 'exported'), false) AS is_archiving
FROM etl.existing_partitions() AS existing
LEFT JOIN etl.archived_weeks AS archived
    ON existing.parent = 'search_logs' AND archived.first_day = existing.first_day
WHERE existing.state <> 'attached'
ORDER BY existing.child
