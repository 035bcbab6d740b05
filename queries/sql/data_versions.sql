-- Every published data version: when, as of when, how long it took, how many rows it holds and how
-- many of its objects differ from the version before.
-- Params: none
-- Grain:  one row per version, the newest first
-- Reads:  analytics.data_versions
-- Right:  LOOK
WITH states AS (
    SELECT
        version.version_id,
        (object.state ->> 'rows')::bigint AS rows,
        object.state ->> 'checksum' IS DISTINCT FROM
            version.objects_before -> object.name ->> 'checksum' AS is_changed
    FROM (
        SELECT version_id, objects, lag(objects) OVER (ORDER BY version_id) AS objects_before
        FROM analytics.data_versions
    ) AS version
    CROSS JOIN LATERAL jsonb_each(version.objects) AS object (name, state)
),
totals AS (
    SELECT
        version_id,
        sum(rows)::bigint AS rows,
        count(*) FILTER (WHERE is_changed) AS changed_objects
    FROM states
    GROUP BY version_id
)
SELECT
    version.version_id,
    version.as_of,
    version.published_at,
    version.kind,
    version.seconds AS refresh_seconds,
    COALESCE(totals.rows, 0) AS published_rows,
    COALESCE(totals.changed_objects, 0) AS changed_objects
FROM analytics.data_versions AS version
LEFT JOIN totals USING (version_id)
ORDER BY version.version_id DESC
