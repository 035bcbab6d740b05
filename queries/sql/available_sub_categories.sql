-- The sub-categories to choose from, each in its category, in display order.
-- Params: none
-- Grain:  one row per sub-category
-- Reads:  analytics.sub_categories, analytics.categories
-- Right:  LOOK
SELECT sub_category_id, category_id, kind.name, kind.name_hi, kind.name_ur
FROM analytics.sub_categories AS kind
JOIN analytics.categories AS category USING (category_id)
ORDER BY category.sort_order, category.name, category_id, kind.sort_order, kind.name,
    sub_category_id
