-- Bookings requested and gross, now and in the period before, by the district of the provider.
-- Params: start, end, before_start, before_end date (inclusive), category, district, currency text
-- Grain:  one row per district with any request or payment in either period
-- Reads:  analytics.booking_funnel_daily, analytics.revenue_summary_daily
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
    periods.district,
    COALESCE(sum(requested) FILTER (WHERE is_now), 0)::bigint AS requested,
    COALESCE(sum(requested) FILTER (WHERE is_before), 0)::bigint AS requested_before,
    COALESCE(sum(gross_amount) FILTER (WHERE is_now), 0) AS gross_amount,
    COALESCE(sum(gross_amount) FILTER (WHERE is_before), 0) AS gross_amount_before,
    COALESCE(sum(gross_amount) FILTER (WHERE is_now), 0)
        / NULLIF(sum(gross_amount) FILTER (WHERE is_before), 0) - 1 AS gross_growth
FROM periods
WHERE is_now OR is_before
GROUP BY periods.district
ORDER BY gross_amount DESC, requested DESC, district
