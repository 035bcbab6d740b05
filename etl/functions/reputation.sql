-- Reputation of providers: the seven parts, their weights, the penalties and the total (0-100).
-- Section 6 of the database design, with the corrections D7-D10 and D13 of docs/decisions.md.

-- 'documented' weighs as written (the weights add up to 1.10); 'normalised' divides by 1.10.
CREATE FUNCTION etl.reputation_mode() RETURNS text
LANGUAGE sql STABLE
RETURN coalesce(
    (
        SELECT config.value ->> 'mode'
        FROM public.system_config AS config
        WHERE config.key = 'reputation' AND config.is_active
          AND config.value ->> 'mode' IN ('documented', 'normalised')
    ),
    'documented'
);

-- The ages of an account, in days, at which its tenure counts more.
CREATE FUNCTION etl.tenure_days() RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY[30, 90, 180];

-- It grows by itself: nobody marks a provider for that. An account of unknown age (infinite) counts
-- as a new one.
CREATE FUNCTION etl.tenure_score(account_created_at timestamptz) RETURNS numeric
LANGUAGE sql STABLE
RETURN CASE
    WHEN isfinite(account_created_at) THEN (ARRAY[20.00, 50.00, 75.00, 100.00])[
        1 + width_bucket(
            round(extract(EPOCH FROM now() - account_created_at) / 86400)::integer,
            etl.tenure_days()
        )
    ]
    ELSE 20.00
END;

-- Roundings are the document's own: its variables are DECIMAL(5,2), DECIMAL(3,2) and INT.
CREATE VIEW etl.reputation_parts AS
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
        etl.tenure_score(account.created_at) AS tenure_score,
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
        tenure_score,
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
    -- a scalar subquery: the mode is read once for a statement, not again for every provider
    FROM (SELECT (SELECT etl.reputation_mode()) AS mode) AS configured
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

CREATE FUNCTION public.reputation_breakdown(provider_id text)
RETURNS SETOF etl.reputation_parts
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT parts.* FROM etl.reputation_parts AS parts
    WHERE parts.provider_id = reputation_breakdown.provider_id;
    IF NOT FOUND THEN
        RAISE no_data_found USING
            MESSAGE = format('no reputation: there is no provider %L', provider_id),
            HINT = 'Pass the id of a row of provider_profiles.';
    END IF;
END;
$$;

CREATE FUNCTION public.calculate_reputation_score(provider_id text) RETURNS numeric(5, 2)
LANGUAGE sql STABLE
RETURN (
    SELECT breakdown.total
    FROM public.reputation_breakdown(calculate_reputation_score.provider_id) AS breakdown
);
