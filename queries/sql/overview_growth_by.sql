-- Bookings requested and gross, now and in the period before, by category or district of the
-- provider.
-- Params: dimension, start, end, before_start, before_end (inclusive), category, district, currency
-- Grain:  one row per value of the dimension with any request or payment in either period
-- Reads:  analytics.booking_funnel_daily, analytics.revenue_summary_daily, analytics.categories
WITH activity AS (
    SELECT cohort_day AS day, category_id, district, requested, 0::numeric AS gross_amount
    FROM analytics.booking_funnel_daily
    UNION ALL
    SELECT day, category_id, district, 0, gross_amount
    FROM analytics.revenue_summary_daily
    WHERE currency = CAST(:currency AS text) AND payments > 0
),
periods AS (
    SELECT
        activity.*,
        day BETWEEN CAST(:start AS date) AND CAST(:end AS date) AS is_now,
        day BETWEEN CAST(:before_start AS date) AND CAST(:before_end AS date) AS is_before
    FROM activity
    WHERE (CAST(:category AS text) IS NULL OR category_id = CAST(:category AS text))
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
    COALESCE(sum(gross_amount) FILTER (WHERE is_now), 0) AS gross_amount,
    COALESCE(sum(gross_amount) FILTER (WHERE is_before), 0) AS gross_amount_before,
    COALESCE(sum(gross_amount) FILTER (WHERE is_now), 0)
        / NULLIF(sum(gross_amount) FILTER (WHERE is_before), 0) - 1 AS gross_growth
FROM periods
JOIN analytics.categories AS category ON category.category_id = periods.category_id
WHERE is_now OR is_before
GROUP BY 1, 2
ORDER BY gross_amount DESC, requested DESC, name, key
