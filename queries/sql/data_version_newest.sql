-- The data version that readers see now.
-- Params: none
-- Grain:  one row, or none before the first refresh
-- Reads:  analytics.data_versions
-- Right:  LOOK
SELECT version_id, identity, as_of, published_at
FROM analytics.data_versions
ORDER BY version_id DESC
LIMIT 1
