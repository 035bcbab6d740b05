CREATE OR REPLACE VIEW etl.reputation_parts AS
WITH measured AS (
    SELECT
        provider.id AS provider_id,
        provider.average_rating,
        provider.completed_jobs,
        provider.cancelled_jobs::numeric / nullif(provider.completed_jobs, 0) AS cancellation_ratio,
        -- 0 is the column's default and means unknown, not "answers at once"
        coalesce(nullif(provider.response_time_seconds, 0), 3600) AS response_seconds,
        provider.aadhaar_verified,
        provider.background_verified,
        round(extract(epoch FROM now() - account.created_at) / 86400)::integer AS account_days,
        -- without reviews there is no trend: stable
        coalesce(round(recent.average - provider.average_rating, 2), 0) AS trend
    FROM public.provider_profiles AS provider
    JOIN public.users AS account ON account.id = provider.user_id
    CROSS JOIN LATERAL (
        SELECT avg(last_ten.overall_rating) AS average
        FROM (
            SELECT review.overall_rating
            FROM public.reviews AS review
            WHERE review.provider_id = provider.id
              AND review.is_published = true AND review.is_flagged = false
            ORDER BY review.created_at DESC, review.id DESC
            LIMIT 10
        ) AS last_ten
    ) AS recent
),
scored AS (
    SELECT
        provider_id,
        round(average_rating / 5 * 100, 2) AS rating_score,
        round(least(completed_jobs / 100.0, 1) * 100, 2) AS volume_score,
        CASE
            WHEN response_seconds <= 600 THEN 100.00
            WHEN response_seconds <= 1800 THEN 80.00
            WHEN response_seconds <= 3600 THEN 60.00
            WHEN response_seconds <= 7200 THEN 40.00
            ELSE 20.00
        END AS response_score,
        50.00 * aadhaar_verified::integer + 50.00 * background_verified::integer
            AS verification_score,
        round(greatest(0, 100 - coalesce(cancellation_ratio, 0) * 100), 2) AS reliability_score,
        CASE
            WHEN account_days < 30 THEN 20.00
            WHEN account_days < 90 THEN 50.00
            WHEN account_days < 180 THEN 75.00
            ELSE 100.00
        END AS tenure_score,
        CASE
            WHEN trend > 0.3 THEN 120.00
            WHEN trend > 0.1 THEN 110.00
            WHEN trend > -0.1 THEN 100.00
            WHEN trend > -0.3 THEN 90.00
            ELSE 80.00
        END AS trend_score,
        CASE WHEN completed_jobs < 5 THEN 0.80 ELSE 1.00 END AS new_provider_penalty,
        CASE WHEN cancellation_ratio > 0.15 THEN 0.90 ELSE 1.00 END AS cancellation_penalty
    FROM measured
),
weights AS (
    SELECT
        0.40 AS rating_weight,
        0.20 AS volume_weight,
        0.15 AS response_weight,
        0.15 AS verification_weight,
        0.10 AS reliability_weight,
        0.05 AS tenure_weight,
        0.05 AS trend_weight,
        CASE mode WHEN 'normalised' THEN 1.10 ELSE 1 END AS divisor,
        mode
    FROM (SELECT etl.reputation_mode() AS mode) AS configured
),
weighed AS (
    SELECT
        *,
        round(
            (
                rating_score * rating_weight
                + volume_score * volume_weight
                + response_score * response_weight
                + verification_score * verification_weight
                + reliability_score * reliability_weight
                + tenure_score * tenure_weight
                + trend_score * trend_weight
            ) / divisor,
            2
        ) AS base_score
    FROM scored
    CROSS JOIN weights
)
SELECT
    provider_id,
    rating_score,
    volume_score,
    response_score,
    verification_score,
    reliability_score,
    tenure_score,
    trend_score,
    rating_weight / divisor AS rating_weight,
    volume_weight / divisor AS volume_weight,
    response_weight / divisor AS response_weight,
    verification_weight / divisor AS verification_weight,
    reliability_weight / divisor AS reliability_weight,
    tenure_weight / divisor AS tenure_weight,
    trend_weight / divisor AS trend_weight,
    base_score,
    new_provider_penalty,
    cancellation_penalty,
    least(
        100, round(round(base_score * new_provider_penalty, 2) * cancellation_penalty, 2)
    )::numeric(5, 2) AS total,
    mode
FROM weighed;

DROP FUNCTION analytics.distinct_count;

-- Sketches of different precision do not merge: all days are counted anew by the next refresh.
DO $$
BEGIN
    IF EXISTS (
        SELECT FROM rollup.search_days
        WHERE (users IS NOT NULL OR sessions IS NOT NULL)
          AND day NOT IN (SELECT rollup.present_search_days())
    ) THEN
        RAISE 'archived searches have to be counted anew: bring their weeks back first'
            USING HINT = 'Use `localpro archive restore`; archive them again after a refresh.';
    END IF;
    EXECUTE replace(
        pg_get_functiondef('rollup.compute_search_days(date[])'::regprocedure), ', 15)', ', 14)'
    );
END;
$$;
INSERT INTO etl.dirty_days (source) VALUES ('search_logs');
