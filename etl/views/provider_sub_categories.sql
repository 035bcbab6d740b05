-- The sub-categories of each provider, a row for each of them; NULL for a provider that has none.
CREATE VIEW analytics.provider_sub_categories AS
SELECT
    provider.provider_id, provider.category_id, own.sub_category_id, provider.district,
    provider.profile_status, provider.is_active, provider.aadhaar_verified
FROM rollup.provider_directory AS provider
LEFT JOIN LATERAL unnest(provider.sub_category_ids) AS own (sub_category_id) ON true;

COMMENT ON VIEW analytics.provider_sub_categories IS
    'Every provider in each of its sub-categories, with its place and standing.';
