-- The service categories by which everything is filtered, with their names in three languages.
CREATE MATERIALIZED VIEW analytics.categories AS
SELECT
    id AS category_id,
    name,
    name_translations ->> 'hi' AS name_hi,
    name_translations ->> 'ur' AS name_ur,
    slug,
    icon,
    is_active,
    sort_order
FROM public.categories;

CREATE UNIQUE INDEX categories_key ON analytics.categories (category_id);
COMMENT ON MATERIALIZED VIEW analytics.categories IS 'Service categories and their names.';
