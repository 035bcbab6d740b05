-- Searches with a place in each step of the period, and those of them that nobody covers now: no
-- active, approved provider of the searched category (of any, where the search names none) serves
-- the place.
-- Params: start, end, category, district, first_days and last_days of the steps date arrays
-- Grain:  one row per step, those without searches included
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
        width_bucket(day, CAST(:first_days AS date[])) AS place,
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
    GROUP BY 1
)
SELECT
    step.first_day,
    step.last_day,
    COALESCE(daily.searches, 0)::bigint AS demand,
    COALESCE(daily.unmet_demand, 0)::bigint AS unmet_demand,
    COALESCE(daily.unmet_demand, 0) / daily.searches AS unmet_rate
FROM unnest(CAST(:first_days AS date[]), CAST(:last_days AS date[])) WITH ORDINALITY
    AS step (first_day, last_day, place)
LEFT JOIN daily USING (place)
ORDER BY place
