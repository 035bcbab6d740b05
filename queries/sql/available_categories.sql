-- The categories to choose from, in display order.
-- Params: none
-- Grain:  one row per category
-- Reads:  analytics.categories
-- Right:  LOOK
SELECT category_id, name, name_hi, name_ur, icon
FROM analytics.categories
ORDER BY sort_order, name, category_id
