-- Weeks of search_logs that are in the database or known to the archive, the oldest first.
-- Params: kept (an interval)
-- `is_old`: all its rows are older than the database keeps.
SELECT
    COALESCE(archived.week, to_char(existing.first_day, 'IYYY"w"IW')) AS week,
    first_day,
    existing.child IS NOT NULL AS is_here,
    archived.state,
    archived.row_count,
    archived.checksum,
    first_day + 7 <= etl.business_day(now()) - %(kept)s::interval AS is_old
FROM (SELECT * FROM etl.existing_partitions() WHERE parent = 'search_logs') AS existing
FULL JOIN etl.archived_weeks AS archived USING (first_day)
ORDER BY first_day
