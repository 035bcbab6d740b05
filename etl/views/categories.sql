-- The service categories by which everything is filtered, with their names in three languages.
CREATE VIEW analytics.categories AS
SELECT category_id, name, name_hi, name_ur, slug, icon, is_active, sort_order
FROM rollup.categories;

COMMENT ON VIEW analytics.categories IS 'Service categories and their names.';
