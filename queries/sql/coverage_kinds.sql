-- Searches from places that name each kind of service: all (demand), those that nobody who offers
-- it covers (unmet), and those that few do (thin).
-- Params: start and end date (inclusive), category, sub_category and district text[] or NULL
-- Grain:  one row per sub-category, those that nobody searched for included
-- Reads:  analytics.demand_by_district, analytics.sub_categories, analytics.categories
-- Right:  LOOK
WITH chosen AS (
    SELECT
        kind.sub_category_id AS key,
        kind.name,
        kind.category_id,
        category.name AS category
    FROM analytics.sub_categories AS kind
    JOIN analytics.categories AS category ON category.category_id = kind.category_id
    WHERE (CAST(:sub_category AS text[]) IS NULL
            OR kind.sub_category_id = ANY(CAST(:sub_category AS text[])))
        AND (CAST(:category AS text[]) IS NULL
            OR kind.category_id = ANY(CAST(:category AS text[])))
)
SELECT
    chosen.key,
    chosen.name,
    chosen.category_id,
    chosen.category,
    COALESCE(sum(demand.searches), 0)::bigint AS demand,
    COALESCE(sum(demand.unmet_searches), 0)::bigint AS unmet_demand,
    COALESCE(sum(demand.thin_searches), 0)::bigint AS thin_demand
FROM chosen
LEFT JOIN analytics.demand_by_district(
    CAST(:start AS date), CAST(:end AS date), ARRAY(SELECT key FROM chosen)
) AS demand
    ON demand.sub_category_id = chosen.key
    AND (CAST(:district AS text[]) IS NULL OR demand.district = ANY(CAST(:district AS text[])))
GROUP BY chosen.key, chosen.name, chosen.category_id, chosen.category
ORDER BY chosen.category, chosen.name, chosen.key
