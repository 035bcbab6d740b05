-- Where people searched, as map cells of the best resolution (4 to `finest`) that leaves at most
-- `most_cells` of them: searches, those that nobody covers, and the most providers that cover any
-- one place searched from. Cells with fewer than `few` distinct customers hold no numbers of them.
-- Params: start and end date (inclusive), category and district text or NULL,
--         few, finest and most_cells integer
-- Grain:  one row per map cell
-- Reads:  analytics.place_demand_daily, analytics.searched_places
WITH place AS MATERIALIZED (
    SELECT place_id, h3_cell, covering_providers
    FROM analytics.searched_places
    WHERE (CAST(:category AS text) IS NULL OR category_id = CAST(:category AS text))
        AND (CAST(:district AS text) IS NULL OR district = CAST(:district AS text))
),
demand AS (
    SELECT
        place_id,
        sum(searches) AS searches,
        max(hll_cardinality(customers)) AS most_customers
    FROM analytics.place_demand_daily
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    GROUP BY place_id
),
cell AS MATERIALIZED (
    SELECT
        place.h3_cell AS cell,
        sum(demand.searches) AS demand,
        sum(demand.searches) FILTER (WHERE place.covering_providers = 0) AS unmet_demand,
        max(place.covering_providers) AS covering_providers,
        max(demand.most_customers) AS most_customers
    FROM demand
    JOIN place USING (place_id)
    GROUP BY place.h3_cell
),
chosen AS MATERIALIZED (
    SELECT COALESCE(
        max(level) FILTER (WHERE cells <= CAST(:most_cells AS integer)), min(level)
    ) AS resolution
    FROM generate_series(4, CAST(:finest AS integer)) AS level
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT geo.h3_parent(cell, level)) AS cells FROM cell
    ) AS counted
),
parent AS MATERIALIZED (
    SELECT cell.*, geo.h3_parent(cell.cell, chosen.resolution) AS h3_cell
    FROM cell
    CROSS JOIN chosen
),
shown AS MATERIALIZED (
    SELECT
        h3_cell,
        sum(demand) AS demand,
        COALESCE(sum(unmet_demand), 0) AS unmet_demand,
        max(covering_providers) AS covering_providers,
        sum(demand) < CAST(:few AS integer) AS is_surely_few,
        COALESCE(max(most_customers), 0) >= CAST(:few AS integer) AS is_surely_not_few
    FROM parent
    GROUP BY h3_cell
),
-- Whoever searched on several days counts once. Where the customers of one day are not enough,
-- different sketches of one customer each are that many customers; only for the last few cells are
-- sketches united, which is dear.
doubtful AS (
    SELECT place.place_id, min(parent.h3_cell) AS h3_cell
    FROM shown
    JOIN parent USING (h3_cell)
    JOIN place ON place.h3_cell = parent.cell
    WHERE NOT shown.is_surely_few AND NOT shown.is_surely_not_few
    GROUP BY place.place_id
),
sketch AS MATERIALIZED (
    SELECT doubtful.h3_cell, demand.customers::text AS customers
    FROM analytics.place_demand_daily AS demand
    JOIN doubtful USING (place_id)
    WHERE demand.day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    GROUP BY doubtful.h3_cell, demand.customers::text
),
uncertain AS (
    SELECT h3_cell
    FROM sketch
    GROUP BY h3_cell
    HAVING count(*) FILTER (WHERE hll_cardinality(customers::hll) = 1) < CAST(:few AS integer)
),
counted AS (
    SELECT
        h3_cell,
        COALESCE(hll_cardinality(hll_union_agg(customers::hll)), 0) < CAST(:few AS integer)
            AS is_few
    FROM sketch
    WHERE h3_cell IN (SELECT h3_cell FROM uncertain)
    GROUP BY h3_cell
),
known AS (
    SELECT
        shown.*,
        shown.is_surely_few OR COALESCE(counted.is_few, false) AS is_few
    FROM shown
    LEFT JOIN counted USING (h3_cell)
)
SELECT
    h3_cell,
    CASE WHEN NOT is_few THEN demand::bigint END AS demand,
    CASE WHEN NOT is_few THEN unmet_demand::bigint END AS unmet_demand,
    covering_providers,
    is_few
FROM known
ORDER BY h3_cell
