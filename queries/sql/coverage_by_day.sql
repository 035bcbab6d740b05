-- Searches with a place on each day, and those of them that nobody covers now: no active, approved
-- provider of the searched category (of any, where the search names none) serves the place.
-- Params: start and end date (inclusive), category and district text or NULL
-- Grain:  one row per business day, days without searches included
-- Reads:  analytics.place_demand_daily, analytics.searched_places
WITH place AS MATERIALIZED (
    SELECT place_id, covering_providers
    FROM analytics.searched_places
    WHERE (CAST(:category AS text) IS NULL OR category_id = CAST(:category AS text))
        AND (CAST(:district AS text) IS NULL OR district = CAST(:district AS text))
),
-- Looking places up is quicker than joining them.
daily AS (
    SELECT
        day,
        sum(searches) AS searches,
        sum(searches) FILTER (
            WHERE place_id IN (SELECT place_id FROM place WHERE covering_providers = 0)
        ) AS unmet_demand
    FROM analytics.place_demand_daily
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND (
            COALESCE(CAST(:category AS text), CAST(:district AS text)) IS NULL
            OR place_id IN (SELECT place_id FROM place)
        )
    GROUP BY day
)
SELECT
    calendar.day::date AS day,
    COALESCE(daily.searches, 0)::bigint AS demand,
    COALESCE(daily.unmet_demand, 0)::bigint AS unmet_demand,
    COALESCE(daily.unmet_demand, 0) / daily.searches AS unmet_rate
FROM generate_series(
    CAST(:start AS date), CAST(:end AS date), interval '1 day'
) AS calendar (day)
LEFT JOIN daily ON daily.day = calendar.day::date
ORDER BY 1
