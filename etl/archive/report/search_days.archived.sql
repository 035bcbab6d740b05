-- Searches by day and district, counted from the archive. Like its neighbours it reads `searches`;
-- DuckDB and Spark both run it.
SELECT
    day,
    district,
    count(*) AS searches,
    count(*) FILTER (WHERE results_count = 0) AS zero_results,
    count(clicked_provider_id) AS clicked,
    count(click_position) FILTER (WHERE clicked_provider_id IS NOT NULL) AS positioned_clicks,
    CAST(COALESCE(
        sum(click_position) FILTER (WHERE clicked_provider_id IS NOT NULL), 0
    ) AS bigint) AS click_position_sum
FROM searches
GROUP BY day, district
