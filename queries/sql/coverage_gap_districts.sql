-- What to recruit where: districts and searched categories with searches that nobody covers, or
-- that `thin` providers or fewer cover. Searches that name no category have none here.
-- Params: start and end date (inclusive), category and district text or NULL, thin integer
-- Grain:  one row per district and category with a gap, the largest gap first, `Unknown` (outside
--         the districts, where nobody is recruited) last
-- Reads:  analytics.place_demand_daily, analytics.searched_places, analytics.categories
WITH demand AS (
    SELECT place_id, sum(searches) AS searches
    FROM analytics.place_demand_daily
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    GROUP BY place_id
),
gaps AS (
    SELECT
        place.district,
        place.category_id,
        sum(demand.searches) AS demand,
        COALESCE(
            sum(demand.searches) FILTER (WHERE place.covering_providers = 0), 0
        ) AS unmet_demand,
        COALESCE(
            sum(demand.searches) FILTER (
                WHERE place.covering_providers BETWEEN 1 AND CAST(:thin AS integer)
            ),
            0
        ) AS thin_demand
    FROM demand
    JOIN analytics.searched_places AS place USING (place_id)
    WHERE (CAST(:category AS text) IS NULL OR place.category_id = CAST(:category AS text))
        AND (CAST(:district AS text) IS NULL OR place.district = CAST(:district AS text))
    GROUP BY place.district, place.category_id
)
SELECT
    gaps.district,
    gaps.category_id,
    category.name AS category,
    gaps.demand::bigint AS demand,
    gaps.unmet_demand::bigint AS unmet_demand,
    gaps.thin_demand::bigint AS thin_demand
FROM gaps
LEFT JOIN analytics.categories AS category ON category.category_id = gaps.category_id
WHERE gaps.unmet_demand + gaps.thin_demand > 0
ORDER BY
    gaps.district = 'Unknown', gaps.unmet_demand DESC, gaps.thin_demand DESC, gaps.district,
    category.name, gaps.category_id
