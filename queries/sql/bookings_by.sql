-- How far the bookings requested in the period came, by category or district of the provider.
-- Bookings count in every currency, amounts only in the currency asked for.
-- Params: dimension, start and end date (inclusive), category, district text or NULL, currency
-- Grain:  one row per value of the dimension with any request
-- Reads:  analytics.booking_funnel_daily, analytics.categories
SELECT
    CASE CAST(:dimension AS text)
        WHEN 'category' THEN funnel.category_id
        WHEN 'district' THEN funnel.district
    END AS key,
    CASE CAST(:dimension AS text)
        WHEN 'category' THEN category.name
        WHEN 'district' THEN funnel.district
    END AS name,
    sum(funnel.requested)::bigint AS requested,
    sum(funnel.viewed)::bigint AS viewed,
    sum(funnel.confirmed)::bigint AS confirmed,
    sum(funnel.started)::bigint AS started,
    sum(funnel.completed)::bigint AS completed,
    sum(funnel.paid)::bigint AS paid,
    sum(funnel.reviewed)::bigint AS reviewed,
    sum(funnel.prepaid)::bigint AS prepaid,
    sum(funnel.cancelled)::bigint AS cancelled,
    sum(funnel.cancelled_by_customer)::bigint AS cancelled_by_customer,
    sum(funnel.cancelled_by_provider)::bigint AS cancelled_by_provider,
    sum(funnel.cancelled_by_admin)::bigint AS cancelled_by_admin,
    sum(funnel.cancelled_by_system)::bigint AS cancelled_by_system,
    sum(funnel.disputed)::bigint AS disputed,
    sum(funnel.open)::bigint AS open,
    sum(funnel.response_seconds_sum)::bigint AS response_seconds_sum,
    sum(funnel.response_count)::bigint AS response_count,
    sum(funnel.completion_seconds_sum) AS completion_seconds_sum,
    sum(funnel.completion_count)::bigint AS completion_count,
    sum(funnel.completed) / NULLIF(sum(funnel.requested), 0) AS conversion_rate,
    sum(funnel.cancelled) / NULLIF(sum(funnel.requested), 0) AS cancellation_rate,
    sum(funnel.disputed) / NULLIF(sum(funnel.requested), 0) AS dispute_rate,
    sum(funnel.response_seconds_sum) / NULLIF(sum(funnel.response_count), 0) AS response_seconds,
    sum(funnel.completion_seconds_sum) / NULLIF(sum(funnel.completion_count), 0)
        AS completion_seconds,
    COALESCE(
        sum(funnel.quoted_amount) FILTER (WHERE funnel.currency = CAST(:currency AS text)), 0
    ) AS quoted_amount,
    COALESCE(
        sum(funnel.final_amount) FILTER (WHERE funnel.currency = CAST(:currency AS text)), 0
    ) AS final_amount
FROM analytics.booking_funnel_daily AS funnel
JOIN analytics.categories AS category ON category.category_id = funnel.category_id
WHERE funnel.cohort_day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    AND (CAST(:category AS text) IS NULL OR funnel.category_id = CAST(:category AS text))
    AND (CAST(:district AS text) IS NULL OR funnel.district = CAST(:district AS text))
GROUP BY 1, 2
ORDER BY requested DESC, name, key
