-- How each provider did in the period, in the days of it that are compared (now) and in those that
-- they are compared with (before), and how it stands today.
-- Bookings and reviews count in every currency, amounts in the chosen one only; other_currencies
-- are those in which there was gross besides.
-- jobs_over_time holds one value per step of the period, oldest first.
-- Params: start, end, now_start, now_end, before_start, before_end, currency,
--         category and district text[] or NULL, first_days of the steps date array
-- Grain:  one row per provider; sub_categories, jobs_over_time, other_currencies may be NULL
-- Reads:  analytics.provider_directory, analytics.provider_stats_daily, analytics.sub_categories
-- Right:  ROWS; REVIEW: reputation_score
WITH stats AS (
    SELECT
        *,
        day BETWEEN CAST(:now_start AS date) AND CAST(:now_end AS date) AS is_now,
        CASE WHEN currency = CAST(:currency AS text) THEN gross_amount ELSE 0 END AS gross,
        CASE WHEN currency = CAST(:currency AS text) THEN provider_earnings ELSE 0 END AS earnings
    FROM analytics.provider_stats_daily
),
totals AS (
    SELECT
        provider_id,
        sum(requested)::bigint AS requested,
        sum(completed)::bigint AS jobs_completed,
        sum(cancelled)::bigint AS jobs_cancelled,
        sum(disputed)::bigint AS jobs_disputed,
        sum(gross) AS gross_amount,
        sum(earnings) AS provider_earnings,
        sum(reviews)::bigint AS reviews,
        sum(rating_sum)::bigint AS rating_sum,
        sum(response_seconds_sum)::bigint AS response_seconds_sum,
        sum(response_count)::bigint AS response_count,
        sum(completed) FILTER (WHERE is_now)::bigint AS jobs_completed_now,
        sum(gross) FILTER (WHERE is_now) AS gross_amount_now,
        string_agg(DISTINCT currency, ', ' ORDER BY currency) FILTER (
            WHERE currency <> CAST(:currency AS text) AND gross_amount <> 0
        ) AS other_currencies
    FROM stats
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    GROUP BY provider_id
),
before AS (
    SELECT provider_id, sum(completed)::bigint AS jobs_completed, sum(gross) AS gross_amount
    FROM stats
    WHERE day BETWEEN CAST(:before_start AS date) AND CAST(:before_end AS date)
    GROUP BY provider_id
),
steps AS (
    SELECT
        provider_id,
        width_bucket(day, CAST(:first_days AS date[])) AS place,
        sum(completed)::integer AS completed
    FROM stats
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    GROUP BY 1, 2
),
over_time AS (
    SELECT
        provider_id,
        array_agg(COALESCE(steps.completed, 0) ORDER BY place) AS jobs_over_time
    FROM totals
    CROSS JOIN generate_series(1, cardinality(CAST(:first_days AS date[]))) AS place
    LEFT JOIN steps USING (provider_id, place)
    GROUP BY provider_id
)
SELECT
    provider.provider_id,
    provider.name,
    provider.category,
    (
        SELECT string_agg(kind.name, ', ' ORDER BY kind.sort_order, kind.name, sub_category_id)
        FROM analytics.sub_categories AS kind
        WHERE kind.sub_category_id = ANY (provider.sub_category_ids)
    ) AS sub_categories,
    provider.district,
    provider.profile_status AS standing,
    provider.is_active,
    provider.aadhaar_verified,
    COALESCE(totals.requested, 0) AS requested,
    COALESCE(totals.jobs_completed, 0) AS jobs_completed,
    COALESCE(totals.jobs_cancelled, 0) AS jobs_cancelled,
    COALESCE(totals.jobs_disputed, 0) AS jobs_disputed,
    COALESCE(totals.gross_amount, 0) AS gross_amount,
    COALESCE(totals.provider_earnings, 0) AS provider_earnings,
    COALESCE(totals.reviews, 0) AS reviews,
    COALESCE(totals.rating_sum, 0) AS rating_sum,
    COALESCE(totals.response_seconds_sum, 0) AS response_seconds_sum,
    COALESCE(totals.response_count, 0) AS response_count,
    totals.other_currencies,
    provider.reputation_score,
    COALESCE(totals.jobs_completed_now, 0) AS jobs_completed_now,
    COALESCE(totals.gross_amount_now, 0) AS gross_amount_now,
    COALESCE(before.jobs_completed, 0) AS jobs_completed_before,
    COALESCE(before.gross_amount, 0) AS gross_amount_before,
    over_time.jobs_over_time
FROM analytics.provider_directory AS provider
LEFT JOIN totals USING (provider_id)
LEFT JOIN before USING (provider_id)
LEFT JOIN over_time USING (provider_id)
WHERE (CAST(:category AS text[]) IS NULL OR provider.category_id = ANY(CAST(:category AS text[])))
    AND (CAST(:district AS text[]) IS NULL OR provider.district = ANY(CAST(:district AS text[])))
ORDER BY gross_amount DESC, jobs_completed DESC, provider.name, provider.provider_id
