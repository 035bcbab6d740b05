-- Months and weeks until today that are neither here nor in the archive, since the first that is
-- known of their parent. Order: by parent, the oldest first
-- `is_stored`: the archive has it, though it was brought back; `has_figures`: it was here.
WITH known AS (
    SELECT parent, first_day FROM etl.existing_partitions()
    UNION
    SELECT 'search_logs', first_day FROM etl.archived_weeks
    UNION
    SELECT 'search_logs', date_trunc('week', day::timestamp)::date FROM rollup.search_days
),

since AS (SELECT parent, min(first_day) AS first_day FROM known GROUP BY parent)

SELECT
    planned.*,
    COALESCE(archived.state IN ('exported', 'restored'), false) AS is_stored,
    planned.parent = 'search_logs' AND EXISTS (
        SELECT FROM rollup.search_days
        WHERE day >= planned.first_day AND day < planned.next_day
    ) AS has_figures
FROM since
CROSS JOIN etl.business_day(now()) AS today
CROSS JOIN LATERAL etl.planned_partitions(since.first_day, today) AS planned
LEFT JOIN etl.archived_weeks AS archived
    ON planned.parent = 'search_logs' AND archived.first_day = planned.first_day
LEFT JOIN etl.existing_partitions() AS existing ON existing.child = planned.child
WHERE planned.parent = since.parent
    AND existing.child IS NULL
    AND archived.state IS DISTINCT FROM 'archived'
ORDER BY planned.parent, planned.first_day
