-- How searching went in each district of the search point, the busiest first.
-- Params: start and end date (inclusive), district text or NULL
-- Grain:  one row per district with a search
-- Reads:  analytics.search_stats_daily, analytics.distinct_searchers
SELECT
    district,
    sum(searches)::bigint AS searches,
    sum(zero_results)::bigint AS zero_results,
    sum(zero_results) / NULLIF(sum(searches), 0) AS zero_result_rate,
    sum(clicked) / NULLIF(sum(searches), 0) AS click_through_rate,
    sum(click_position_sum) / NULLIF(sum(positioned_clicks), 0) AS click_position,
    (
        SELECT counted.searchers
        FROM analytics.distinct_searchers(
            CAST(:start AS date), CAST(:end AS date), stats.district
        ) AS counted
    ) AS searchers
FROM analytics.search_stats_daily AS stats
WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    AND (CAST(:district AS text) IS NULL OR district = CAST(:district AS text))
GROUP BY district
ORDER BY searches DESC, district
