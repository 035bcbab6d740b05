-- Back to materialized views that are refreshed whole.

DROP VIEW analytics.provider_directory;
DROP VIEW analytics.provider_stats_summary;
DROP FUNCTION rollup.providers_grown_older;
DROP TABLE rollup.provider_directory;
DROP TABLE rollup.provider_stats_summary;
DROP TABLE rollup.provider_checksums;
DROP VIEW etl.provider_directory;
DROP VIEW etl.provider_stats_summary;

-- Roundings are the document's own: its variables are DECIMAL(5,2), DECIMAL(3,2) and INT.
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

DROP FUNCTION etl.tenure_score;

-- What admins review: every provider with its place, standing, reputation and its parts.
-- Names only: no phone, no email, no Aadhaar digits.
CREATE MATERIALIZED VIEW analytics.provider_directory AS
SELECT
    provider.id AS provider_id,
    person.name,
    provider.business_name,
    provider.category_id,
    category.name AS category,
    place.district,
    provider.base_location ->> 'pincode' AS pincode,
    place.h3_cell,
    provider.profile_status::text AS profile_status,
    provider.is_active,
    provider.aadhaar_verified,
    provider.background_verified,
    provider.average_rating,
    provider.completed_jobs,
    provider.cancelled_jobs,
    provider.disputed_jobs,
    NULLIF(provider.response_time_seconds, 0) AS response_seconds,
    provider.acceptance_rate,
    provider.completion_rate,
    provider.reputation_score,
    parts.rating_score,
    parts.volume_score,
    parts.response_score,
    parts.verification_score,
    parts.reliability_score,
    parts.tenure_score,
    parts.trend_score,
    parts.rating_weight,
    parts.volume_weight,
    parts.response_weight,
    parts.verification_weight,
    parts.reliability_weight,
    parts.tenure_weight,
    parts.trend_weight,
    parts.base_score,
    parts.new_provider_penalty,
    parts.cancellation_penalty,
    parts.total AS current_score,
    parts.mode AS reputation_mode,
    etl.business_day(provider.created_at) AS joined_day,
    etl.business_day(provider.last_active_at) AS last_active_day,
    provider.location_point,
    served.shape AS service_area
FROM public.provider_profiles AS provider
JOIN public.users AS person ON person.id = provider.user_id
JOIN public.categories AS category ON category.id = provider.category_id
JOIN rollup.provider_places AS place ON place.provider_id = provider.id
JOIN etl.reputation_parts AS parts ON parts.provider_id = provider.id
LEFT JOIN etl.service_area_cells AS served ON served.provider_id = provider.id;

CREATE UNIQUE INDEX provider_directory_key ON analytics.provider_directory (provider_id);
CREATE INDEX provider_directory_area ON analytics.provider_directory USING gist (service_area);
COMMENT ON MATERIALIZED VIEW analytics.provider_directory IS
    'Every provider with its place, standing, reputation and the parts of it.';

-- Active providers in one line each: the document's columns. Revenue is never summed across
-- currencies: total_revenue is NULL for a provider who earned in several, and revenue_by_currency
-- holds them all.
CREATE MATERIALIZED VIEW analytics.provider_stats_summary AS
SELECT
    provider.id AS provider_id,
    provider.user_id,
    person.name,
    category.name AS category,
    provider.average_rating,
    provider.reputation_score,
    provider.completed_jobs,
    COALESCE(total.total_bookings, 0) AS total_bookings,
    COALESCE(total.completed_bookings, 0) AS completed_bookings,
    COALESCE(total.review_count, 0) AS review_count,
    total.avg_review_rating,
    CASE WHEN total.provider_id IS NULL THEN 0 ELSE total.total_revenue END AS total_revenue,
    total.currency,
    COALESCE(total.revenue_by_currency, '{}') AS revenue_by_currency
FROM public.provider_profiles AS provider
JOIN public.users AS person ON person.id = provider.user_id
JOIN public.categories AS category ON category.id = provider.category_id
LEFT JOIN rollup.provider_totals AS total ON total.provider_id = provider.id
WHERE provider.is_active;

CREATE UNIQUE INDEX idx_provider_stats_summary ON analytics.provider_stats_summary (provider_id);
COMMENT ON MATERIALIZED VIEW analytics.provider_stats_summary IS 'Active providers, one line each.';

DROP TRIGGER users_mark_updated ON public.users;
DROP TRIGGER provider_profiles_mark_inserted ON public.provider_profiles;
DROP TRIGGER provider_profiles_mark_updated_from ON public.provider_profiles;
DROP TRIGGER provider_profiles_mark_updated_to ON public.provider_profiles;
DROP TRIGGER provider_profiles_mark_deleted ON public.provider_profiles;
DROP TRIGGER provider_profiles_mark_truncated ON public.provider_profiles;
DROP FUNCTION etl.mark_new_providers;
DROP FUNCTION etl.mark_old_providers;
DROP FUNCTION etl.mark_changed_users;

CREATE OR REPLACE FUNCTION etl.mark_new_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'reviews', booking_id FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_old_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'reviews', etl.business_day(created_at)
    FROM old_rows
    WHERE rollup.has_day(created_at);
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'reviews', booking_id FROM old_rows;
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO etl.dirty_bookings (source, booking_id)
        SELECT 'reviews', booking_id FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_places() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_days (source) VALUES ('provider_places');
    RETURN NULL;
END;
$$;

CREATE TRIGGER users_mark_updated AFTER UPDATE OF id, name, created_at ON public.users
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER provider_profiles_mark
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.provider_profiles
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER provider_profiles_mark_places
AFTER UPDATE OF id, category_id, location_point, base_location ON public.provider_profiles
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_places();

DROP TABLE etl.dirty_providers;

-- Marks by id are forgotten: all that they were for is to be built again.
INSERT INTO etl.dirty_days (source)
VALUES ('provider_profiles'), ('provider_places'), ('users'), ('reviews');

REVOKE EXECUTE ON FUNCTION etl.mark_places FROM PUBLIC;
