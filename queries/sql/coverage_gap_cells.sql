-- Where exactly: places (map cells of resolution 8) and searched categories with searches and no
-- provider, or few; of some sub-categories, as `coverage_gap_districts`. Places with few distinct
-- customers are left out.
-- Params: start and end date (inclusive), category, sub_category and district text[] or NULL
-- Grain:  one row per map cell and category (and sub-category, if any is chosen) with a gap, nobody
--         before few, most searches first
-- Reads:  analytics.gap_cells, analytics.categories, analytics.sub_categories
-- Right:  LOOK
SELECT
    gap.h3_cell,
    gap.district,
    gap.category_id,
    category.name AS category,
    kind.sub_category_id,
    kind.name AS sub_category,
    gap.searches AS demand,
    gap.covering_providers
FROM analytics.gap_cells(
    CAST(:start AS date), CAST(:end AS date), CAST(:category AS text[]), CAST(:district AS text[]),
    CAST(:sub_category AS text[])
) AS gap
LEFT JOIN analytics.categories AS category ON category.category_id = gap.category_id
LEFT JOIN analytics.sub_categories AS kind ON kind.sub_category_id = gap.sub_category_id
ORDER BY gap.covering_providers > 0, gap.searches DESC, gap.h3_cell, category.name,
    gap.category_id, kind.name, kind.sub_category_id
