-- The kinds of service within each category, with their names in three languages.
CREATE VIEW analytics.sub_categories AS
SELECT sub_category_id, category_id, name, name_hi, name_ur, slug, is_active, sort_order
FROM rollup.sub_categories;

COMMENT ON VIEW analytics.sub_categories IS 'Kinds of service within categories, and their names.';
