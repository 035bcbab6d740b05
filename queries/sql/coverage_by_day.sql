-- Searches with a place on each day, and those of them that nobody covers now: no active, approved
-- provider of the searched category (of any, where the search names none) serves the place.
-- Params: start and end date (inclusive), category and district text or NULL
-- Grain:  one row per business day, days without searches included
-- Reads:  analytics.demand_by_day
SELECT
    calendar.day::date AS day,
    COALESCE(daily.searches, 0)::bigint AS demand,
    COALESCE(daily.unmet_searches, 0)::bigint AS unmet_demand,
    daily.unmet_searches::numeric / daily.searches AS unmet_rate
FROM generate_series(
    CAST(:start AS date), CAST(:end AS date), interval '1 day'
) AS calendar (day)
LEFT JOIN analytics.demand_by_day(
    CAST(:start AS date), CAST(:end AS date), CAST(:category AS text), CAST(:district AS text)
) AS daily ON daily.day = calendar.day::date
ORDER BY 1
