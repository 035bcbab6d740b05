-- How far each source table had come when the newest data version was made: its rows and its newest
-- change, beside the version before it.
-- Params: none
-- Grain:  one row per source table, by name; rows_before is NULL for a new source
-- Reads:  analytics.data_versions
WITH newest AS (
    SELECT watermarks FROM analytics.data_versions ORDER BY version_id DESC LIMIT 1
),
before AS (
    SELECT watermarks FROM analytics.data_versions ORDER BY version_id DESC OFFSET 1 LIMIT 1
)
SELECT
    source.name,
    CAST(source.state ->> 'rows' AS bigint) AS rows,
    CAST(before.watermarks -> source.name ->> 'rows' AS bigint) AS rows_before,
    CAST(source.state ->> 'rows' AS bigint)
        - CAST(before.watermarks -> source.name ->> 'rows' AS bigint) AS row_change,
    CAST(source.state ->> 'newest' AS timestamptz) AS newest_at
FROM newest
CROSS JOIN LATERAL jsonb_each(newest.watermarks) AS source (name, state)
LEFT JOIN before ON true
ORDER BY source.name
