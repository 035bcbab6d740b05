-- Searches with a place on each day, and those of them that nobody covers now: no active, approved
-- provider of the searched category (of any, where the search names none) serves the place.
-- Params: start and end date (inclusive), category and district text[] or NULL
-- Grain:  one row per business day, days without searches included
-- Reads:  searched_by_cell, analytics.coverage_cells
WITH demand AS (
    SELECT day, category_id, geo.h3_parent(h3_cell, 8) AS cell, searches
    FROM searched_by_cell
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND (CAST(:category AS text[]) IS NULL OR category_id = ANY(CAST(:category AS text[])))
        AND (CAST(:district AS text[]) IS NULL OR district = ANY(CAST(:district AS text[])))
),
place AS (
    SELECT DISTINCT cell, category_id FROM demand
),
unserved AS (
    SELECT place.cell, COALESCE(place.category_id, '') AS category_key
    FROM place
    WHERE NOT EXISTS (
        SELECT
        FROM analytics.coverage_cells AS covered
        WHERE covered.h3_cell = place.cell
            AND (place.category_id IS NULL OR covered.category_id = place.category_id)
    )
),
daily AS (
    SELECT
        demand.day,
        sum(demand.searches) AS searches,
        sum(demand.searches) FILTER (WHERE unserved.cell IS NOT NULL) AS unmet_demand
    FROM demand
    LEFT JOIN unserved
        ON unserved.cell = demand.cell AND unserved.category_key = COALESCE(demand.category_id, '')
    GROUP BY demand.day
)
SELECT
    calendar.day::date AS first_day,
    calendar.day::date AS last_day,
    COALESCE(daily.searches, 0)::bigint AS demand,
    COALESCE(daily.unmet_demand, 0)::bigint AS unmet_demand
FROM generate_series(
    CAST(:start AS date), CAST(:end AS date), interval '1 day'
) AS calendar (day)
LEFT JOIN daily ON daily.day = calendar.day::date
ORDER BY 1
