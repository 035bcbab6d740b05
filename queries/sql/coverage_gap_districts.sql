-- What to recruit where: districts and searched categories with searches that nobody covers, or
-- that few providers cover. Searches that name no category have none here. Of some
-- sub-categories: by these, of the searches that name one, covered by who offers it.
-- Params: start and end date (inclusive), category, sub_category and district text[] or NULL
-- Grain:  one row per district and category (and sub-category, if any is chosen) with a gap, the
--         largest gap first, `Unknown` (outside the districts, where nobody is recruited) last
-- Reads:  analytics.demand_by_district, analytics.categories, analytics.sub_categories
-- Right:  LOOK
SELECT
    gap.district,
    gap.category_id,
    category.name AS category,
    kind.sub_category_id,
    kind.name AS sub_category,
    gap.searches AS demand,
    gap.unmet_searches AS unmet_demand,
    gap.thin_searches AS thin_demand
FROM analytics.demand_by_district(
    CAST(:start AS date), CAST(:end AS date), CAST(:sub_category AS text[])
) AS gap
LEFT JOIN analytics.categories AS category ON category.category_id = gap.category_id
LEFT JOIN analytics.sub_categories AS kind ON kind.sub_category_id = gap.sub_category_id
WHERE gap.unmet_searches + gap.thin_searches > 0
    AND (CAST(:category AS text[]) IS NULL OR gap.category_id = ANY(CAST(:category AS text[])))
    AND (CAST(:district AS text[]) IS NULL OR gap.district = ANY(CAST(:district AS text[])))
ORDER BY
    gap.district = 'Unknown', gap.unmet_searches DESC, gap.thin_searches DESC, gap.district,
    category.name, gap.category_id, kind.name, kind.sub_category_id
