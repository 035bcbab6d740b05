-- The score of section 6.1 of the database design, verbatim.

CREATE OR REPLACE FUNCTION calculate_reputation_score(provider_id_param TEXT)
RETURNS DECIMAL(5,2) AS $$
DECLARE
  -- Raw Metrics
  avg_rating DECIMAL(3,2);
  total_completed INT;
  total_cancelled INT;
  avg_response_seconds INT;
  aadhaar_verified BOOLEAN;
  background_verified BOOLEAN;
  account_age_days INT;
  recent_rating_trend DECIMAL(3,2); -- Last 10 vs all-time

  -- Weighted Scores
  rating_score DECIMAL(5,2);
  volume_score DECIMAL(5,2);
  response_score DECIMAL(5,2);
  verification_score DECIMAL(5,2);
  reliability_score DECIMAL(5,2);
  tenure_score DECIMAL(5,2);
  trend_score DECIMAL(5,2);

  -- Final Score
  reputation DECIMAL(5,2);
BEGIN
  -- Fetch Provider Metrics
  SELECT
    COALESCE(pp.average_rating, 0),
    COALESCE(pp.completed_jobs, 0),
    COALESCE(pp.cancelled_jobs, 0),
    COALESCE(pp.response_time_seconds, 3600),
    COALESCE(pp.aadhaar_verified, false),
    COALESCE(pp.background_verified, false),
    EXTRACT(EPOCH FROM (NOW() - u.created_at)) / 86400,
    (
      SELECT COALESCE(AVG(overall_rating), 0)
      FROM reviews
      WHERE provider_id = provider_id_param
      ORDER BY created_at DESC
      LIMIT 10
    ) - COALESCE(pp.average_rating, 0)
  INTO
    avg_rating,
    total_completed,
    total_cancelled,
    avg_response_seconds,
    aadhaar_verified,
    background_verified,
    account_age_days,
    recent_rating_trend
  FROM provider_profiles pp
  JOIN users u ON pp.user_id = u.id
  WHERE pp.id = provider_id_param;

  -- ===========================================================================
  -- 1. RATING SCORE (40% weight)
  -- ===========================================================================
  -- Maps 1-5 star rating to 0-100 score
  -- Formula: (rating / 5) * 100
  rating_score := (avg_rating / 5.0) * 100;

  -- ===========================================================================
  -- 2. VOLUME SCORE (20% weight)
  -- ===========================================================================
  -- Rewards high job completion volume
  -- Plateaus at 100 jobs (diminishing returns)
  -- Formula: min(completed_jobs / 100, 1) * 100
  volume_score := LEAST(total_completed / 100.0, 1.0) * 100;

  -- ===========================================================================
  -- 3. RESPONSE SCORE (15% weight)
  -- ===========================================================================
  -- Fast responders get higher scores
  -- 0-10 min: 100 points
  -- 10-30 min: 80 points
  -- 30-60 min: 60 points
  -- 1-2 hrs: 40 points
  -- >2 hrs: 20 points
  response_score := CASE
    WHEN avg_response_seconds <= 600 THEN 100
    WHEN avg_response_seconds <= 1800 THEN 80
    WHEN avg_response_seconds <= 3600 THEN 60
    WHEN avg_response_seconds <= 7200 THEN 40
    ELSE 20
  END;

  -- ===========================================================================
  -- 4. VERIFICATION SCORE (15% weight)
  -- ===========================================================================
  -- Aadhaar: 50 points
  -- Background Check: 50 points
  verification_score := 0;
  IF aadhaar_verified THEN
    verification_score := verification_score + 50;
  END IF;
  IF background_verified THEN
    verification_score := verification_score + 50;
  END IF;

  -- ===========================================================================
  -- 5. RELIABILITY SCORE (10% weight)
  -- ===========================================================================
  -- Penalizes cancellations
  -- Formula: max(0, 100 - (cancellations / completed * 100))
  IF total_completed > 0 THEN
    reliability_score := GREATEST(0, 100 - (total_cancelled::DECIMAL / total_completed * 100));
  ELSE
    reliability_score := 100;
  END IF;

  -- ===========================================================================
  -- 6. TENURE SCORE (5% weight)
  -- ===========================================================================
  -- Rewards account longevity
  -- 0-30 days: 20 points
  -- 30-90 days: 50 points
  -- 90-180 days: 75 points
  -- 180+ days: 100 points
  tenure_score := CASE
    WHEN account_age_days < 30 THEN 20
    WHEN account_age_days < 90 THEN 50
    WHEN account_age_days < 180 THEN 75
    ELSE 100
  END;

  -- ===========================================================================
  -- 7. TREND SCORE (5% weight)
  -- ===========================================================================
  -- Recent performance vs historical
  -- Improving: +20 points
  -- Stable: 0 points
  -- Declining: -20 points
  trend_score := CASE
    WHEN recent_rating_trend > 0.3 THEN 120
    WHEN recent_rating_trend > 0.1 THEN 110
    WHEN recent_rating_trend > -0.1 THEN 100
    WHEN recent_rating_trend > -0.3 THEN 90
    ELSE 80
  END;

  -- ===========================================================================
  -- FINAL CALCULATION (Weighted Average)
  -- ===========================================================================
  reputation := (
    rating_score * 0.40 +
    volume_score * 0.20 +
    response_score * 0.15 +
    verification_score * 0.15 +
    reliability_score * 0.10 +
    tenure_score * 0.05 +
    trend_score * 0.05
  );

  -- ===========================================================================
  -- PENALTIES (Applied After Calculation)
  -- ===========================================================================

  -- New Provider Penalty (< 5 jobs)
  IF total_completed < 5 THEN
    reputation := reputation * 0.8; -- 20% penalty
  END IF;

  -- High Cancellation Penalty (> 15%)
  IF total_completed > 0 AND (total_cancelled::DECIMAL / total_completed) > 0.15 THEN
    reputation := reputation * 0.9; -- 10% penalty
  END IF;

  -- Clamp to 0-100 range
  reputation := GREATEST(0, LEAST(100, reputation));

  -- Round to 2 decimal places
  RETURN ROUND(reputation, 2);
END;
$$ LANGUAGE plpgsql;
