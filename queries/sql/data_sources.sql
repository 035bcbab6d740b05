-- How far each source table had come when the newest data version was made: its rows and its newest
-- change, beside the version before it.
-- Params: none
-- Grain:  one row per source table, by name; rows_before is NULL for a new source
-- Reads:  analytics.data_versions
-- Right:  LOOK
WITH newest AS (
    SELECT watermarks FROM analytics.data_versions ORDER BY version_id DESC LIMIT 1
),
before AS (
    SELECT watermarks FROM analytics.data_versions ORDER BY version_id DESC OFFSET 1 LIMIT 1
)
SELECT
    source.name,
    (source.state ->> 'rows')::bigint AS rows,
    (before.watermarks -> source.name ->> 'rows')::bigint AS rows_before,
    (source.state ->> 'rows')::bigint
        - (before.watermarks -> source.name ->> 'rows')::bigint AS row_change,
    (source.state ->> 'newest')::timestamptz AS newest_at
FROM newest
CROSS JOIN LATERAL jsonb_each(newest.watermarks) AS source (name, state)
LEFT JOIN before ON true
ORDER BY source.name
