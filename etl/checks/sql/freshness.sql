-- When the newest data version was published, and when a refresh last looked for changes: it
-- publishes nothing when there are none. Times that are still to come are no look.
SELECT
    version.published_at,
    greatest(version.published_at, looked.finished_at) AS looked_at,
    clock_timestamp() AS now
FROM (
    SELECT max(finished_at) AS finished_at FROM etl.runs
    WHERE job = 'refresh' AND outcome = 'succeeded' AND finished_at <= clock_timestamp()
) AS looked
LEFT JOIN (
    SELECT published_at FROM analytics.data_versions ORDER BY version_id DESC LIMIT 1
) AS version ON true
