-- Searches with a place in each step of the period, and those of them that nobody covers now: no
-- active, approved provider of the searched category (of any, where the search names none) serves
-- the place.
-- Of some sub-categories: the searches that name one of them, covered by who offers it.
-- Params: start, end, category, sub_category and district text[] or NULL, first_days and
--         last_days of the steps date arrays
-- Grain:  one row per step, those without searches included
-- Reads:  analytics.demand_by_day
-- Right:  LOOK
WITH counted AS (
    SELECT
        width_bucket(day, CAST(:first_days AS date[])) AS place,
        sum(searches) AS searches,
        sum(unmet_searches) AS unmet_demand
    FROM analytics.demand_by_day(
        CAST(:start AS date), CAST(:end AS date),
        CAST(:category AS text[]), CAST(:district AS text[]), CAST(:sub_category AS text[])
    )
    GROUP BY 1
)
SELECT
    step.first_day,
    step.last_day,
    COALESCE(counted.searches, 0)::bigint AS demand,
    COALESCE(counted.unmet_demand, 0)::bigint AS unmet_demand
FROM unnest(CAST(:first_days AS date[]), CAST(:last_days AS date[])) WITH ORDINALITY
    AS step (first_day, last_day, place)
LEFT JOIN counted USING (place)
ORDER BY place
