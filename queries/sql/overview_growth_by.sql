-- What happened in the days that are compared (now) and in those that they are compared with
-- (before), by category or district of the provider; searches by the district searched in.
-- Params: dimension, now_start, now_end, before_start, before_end, category, district, currency
-- Grain:  one row per value of the dimension with anything in either period
-- Reads:  analytics.booking_funnel_daily, analytics.provider_stats_daily,
--         analytics.provider_directory, analytics.revenue_summary_daily,
--         analytics.search_stats_daily, analytics.categories
WITH activity (day, category_id, district, requested, jobs, gross, fee, searches) AS (
    SELECT cohort_day, category_id, district, requested, 0, 0::numeric, 0::numeric, 0
    FROM analytics.booking_funnel_daily
    UNION ALL
    SELECT stats.day, provider.category_id, provider.district, 0, stats.completed, 0, 0, 0
    FROM analytics.provider_stats_daily AS stats
    JOIN analytics.provider_directory AS provider USING (provider_id)
    WHERE stats.completed > 0
    UNION ALL
    SELECT day, category_id, district, 0, 0, gross_amount, platform_fee, 0
    FROM analytics.revenue_summary_daily
    WHERE currency = CAST(:currency AS text) AND payments > 0
    UNION ALL
    SELECT day, NULL, district, 0, 0, 0, 0, searches
    FROM analytics.search_stats_daily
    WHERE CAST(:dimension AS text) = 'district'
),
periods AS (
    SELECT
        activity.*,
        day BETWEEN CAST(:now_start AS date) AND CAST(:now_end AS date) AS is_now,
        day BETWEEN CAST(:before_start AS date) AND CAST(:before_end AS date) AS is_before
    FROM activity
    WHERE (
            CAST(:category AS text) IS NULL
            OR category_id IS NULL
            OR category_id = CAST(:category AS text)
        )
        AND (CAST(:district AS text) IS NULL OR district = CAST(:district AS text))
)
SELECT
    CASE CAST(:dimension AS text)
        WHEN 'category' THEN category.category_id
        WHEN 'district' THEN periods.district
    END AS key,
    CASE CAST(:dimension AS text)
        WHEN 'category' THEN category.name
        WHEN 'district' THEN periods.district
    END AS name,
    COALESCE(sum(requested) FILTER (WHERE is_now), 0)::bigint AS requested,
    COALESCE(sum(requested) FILTER (WHERE is_before), 0)::bigint AS requested_before,
    COALESCE(sum(jobs) FILTER (WHERE is_now), 0)::bigint AS jobs_completed,
    COALESCE(sum(jobs) FILTER (WHERE is_before), 0)::bigint AS jobs_completed_before,
    COALESCE(sum(gross) FILTER (WHERE is_now), 0) AS gross_amount,
    COALESCE(sum(gross) FILTER (WHERE is_before), 0) AS gross_amount_before,
    COALESCE(sum(fee) FILTER (WHERE is_now), 0) AS platform_fee,
    COALESCE(sum(fee) FILTER (WHERE is_before), 0) AS platform_fee_before,
    COALESCE(sum(searches) FILTER (WHERE is_now), 0)::bigint AS searches,
    COALESCE(sum(searches) FILTER (WHERE is_before), 0)::bigint AS searches_before,
    COALESCE(sum(gross) FILTER (WHERE is_now), 0)
        / NULLIF(sum(gross) FILTER (WHERE is_before), 0) - 1 AS gross_growth
FROM periods
LEFT JOIN analytics.categories AS category ON category.category_id = periods.category_id
WHERE is_now OR is_before
GROUP BY 1, 2
ORDER BY gross_amount DESC, requested DESC, name, key
