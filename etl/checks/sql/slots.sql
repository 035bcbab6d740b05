-- Connections that others than superusers may have, how many clients have, and who has most.
SELECT
    current_setting('max_connections')::integer
        - current_setting('superuser_reserved_connections')::integer AS most,
    COALESCE(sum(used), 0)::integer AS used,
    COALESCE(string_agg(format('%s by %s', used, usename), ', ' ORDER BY used DESC), '') AS by
FROM (
    SELECT usename, count(*) AS used
    FROM pg_stat_activity
    WHERE usename IS NOT NULL AND backend_type IN ('client backend', 'walsender')
    GROUP BY usename
) AS sessions
