-- What each object of the newest data version holds, beside the version before it.
-- Params: none
-- Grain:  one row per object of the newest version, by name; rows_before is NULL for a new object
-- Reads:  analytics.data_versions
-- Right:  LOOK
WITH newest AS (
    SELECT objects FROM analytics.data_versions ORDER BY version_id DESC LIMIT 1
),
before AS (
    SELECT objects FROM analytics.data_versions ORDER BY version_id DESC OFFSET 1 LIMIT 1
)
SELECT
    object.name,
    (object.state ->> 'rows')::bigint AS rows,
    (before.objects -> object.name ->> 'rows')::bigint AS rows_before,
    (object.state ->> 'rows')::bigint
        - (before.objects -> object.name ->> 'rows')::bigint AS row_change,
    object.state ->> 'checksum' AS checksum,
    object.state ->> 'checksum' IS DISTINCT FROM before.objects -> object.name ->> 'checksum'
        AS is_changed,
    (object.state ->> 'seconds')::numeric AS seconds
FROM newest
CROSS JOIN LATERAL jsonb_each(newest.objects) AS object (name, state)
LEFT JOIN before ON true
ORDER BY object.name
