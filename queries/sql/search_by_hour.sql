-- When people search: by weekday and hour of the business day. As a period may hold more Mondays
-- than Sundays, searches_per_day divides by how many of that weekday it holds.
-- Params: start and end date (inclusive), district text or NULL
-- Grain:  one row per weekday (1 is Monday) and hour that the period holds; zeros where none
-- Reads:  analytics.search_hours_daily
WITH weekdays AS (
    SELECT extract(ISODOW FROM CAST(:start AS date) + place)::integer AS weekday, count(*) AS days
    FROM generate_series(0, CAST(:end AS date) - CAST(:start AS date)) AS place
    GROUP BY weekday
),
counted AS (
    SELECT
        extract(ISODOW FROM day)::integer AS weekday,
        hour,
        sum(searches)::bigint AS searches,
        sum(zero_results)::bigint AS zero_results
    FROM analytics.search_hours_daily
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND (CAST(:district AS text) IS NULL OR district = CAST(:district AS text))
    GROUP BY 1, 2
)
SELECT
    weekday,
    hour,
    COALESCE(counted.searches, 0) AS searches,
    COALESCE(counted.searches, 0)::numeric / weekdays.days AS searches_per_day,
    counted.zero_results::numeric / NULLIF(counted.searches, 0) AS zero_result_rate
FROM weekdays
CROSS JOIN generate_series(0, 23) AS hour
LEFT JOIN counted USING (weekday, hour)
ORDER BY weekday, hour
