-- Where exactly: places (map cells of resolution 8) and searched categories with searches and no
-- provider, or few. Places with few distinct customers are left out.
-- Params: start and end date (inclusive), category and district text or NULL
-- Grain:  one row per map cell and category with a gap, nobody before few, most searches first
-- Reads:  analytics.gap_cells, analytics.categories
-- Right:  LOOK
SELECT
    gap.h3_cell,
    gap.district,
    gap.category_id,
    category.name AS category,
    gap.searches AS demand,
    gap.covering_providers
FROM analytics.gap_cells(
    CAST(:start AS date), CAST(:end AS date), CAST(:category AS text), CAST(:district AS text)
) AS gap
LEFT JOIN analytics.categories AS category ON category.category_id = gap.category_id
ORDER BY gap.covering_providers > 0, gap.searches DESC, gap.h3_cell, category.name,
    gap.category_id
