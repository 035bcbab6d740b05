-- How the reputation of a provider adds up: each part times its weight, then what rounding, the
-- penalties and the ceiling of 100 change. The points of all steps are the current score, exactly.
-- Params: provider text
-- Grain:  one row per step, in the order of the calculation; none for an unknown provider
-- Reads:  analytics.provider_directory
-- Right:  REVIEW
WITH steps AS (
    SELECT
        rating_score, volume_score, response_score, verification_score, reliability_score,
        tenure_score, trend_score, rating_weight, volume_weight, response_weight,
        verification_weight, reliability_weight, tenure_weight, trend_weight,
        base_score,
        rating_score * rating_weight + volume_score * volume_weight
            + response_score * response_weight + verification_score * verification_weight
            + reliability_score * reliability_weight + tenure_score * tenure_weight
            + trend_score * trend_weight AS weighed,
        round(base_score * new_provider_penalty, 2) AS after_newness,
        round(round(base_score * new_provider_penalty, 2) * cancellation_penalty, 2)
            AS after_cancellations
    FROM analytics.provider_directory
    WHERE provider_id = CAST(:provider AS text)
)
SELECT step.place, step.step, step.score, step.weight, step.points
FROM steps
CROSS JOIN LATERAL (
    VALUES
        (1, 'rating', rating_score, rating_weight, rating_score * rating_weight),
        (2, 'volume', volume_score, volume_weight, volume_score * volume_weight),
        (3, 'response', response_score, response_weight, response_score * response_weight),
        (
            4, 'verification', verification_score, verification_weight,
            verification_score * verification_weight
        ),
        (
            5, 'reliability', reliability_score, reliability_weight,
            reliability_score * reliability_weight
        ),
        (6, 'tenure', tenure_score, tenure_weight, tenure_score * tenure_weight),
        (7, 'trend', trend_score, trend_weight, trend_score * trend_weight),
        (8, 'rounding', NULL, NULL, base_score - weighed),
        (9, 'new_provider_penalty', NULL, NULL, after_newness - base_score),
        (10, 'cancellation_penalty', NULL, NULL, after_cancellations - after_newness),
        (11, 'ceiling', NULL, NULL, least(100, after_cancellations) - after_cancellations)
) AS step (place, step, score, weight, points)
ORDER BY step.place
