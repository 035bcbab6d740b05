-- What is published of each provider is kept by provider; writers mark providers by their ids.

-- Which provider a user is, a trigger cannot know either, and the refresh finds it out.
CREATE TABLE etl.dirty_providers (
    source text NOT NULL,
    provider_id text,
    user_id text,
    CONSTRAINT dirty_providers_one_id CHECK (num_nonnulls(provider_id, user_id) = 1)
);

COMMENT ON TABLE etl.dirty_providers IS
    'Providers, or users that may be one, whose rows are to be made again.';

CREATE FUNCTION etl.mark_new_providers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'provider_profiles', id FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_old_providers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'provider_profiles', id FROM old_rows;
    RETURN NULL;
END;
$$;

-- Of a user the name and the age of the account are read; of most users nothing.
CREATE FUNCTION etl.mark_changed_users() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, user_id)
    SELECT 'users', id
    FROM (
        SELECT id, name, created_at FROM new_rows
        EXCEPT
        SELECT id, name, created_at FROM old_rows
    ) AS changed;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_new_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'reviews', booking_id FROM new_rows;
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'reviews', provider_id FROM new_rows;
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
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'reviews', provider_id FROM old_rows;
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO etl.dirty_bookings (source, booking_id)
        SELECT 'reviews', booking_id FROM new_rows;
        INSERT INTO etl.dirty_providers (source, provider_id)
        SELECT 'reviews', provider_id FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

DROP TRIGGER users_mark_updated ON public.users;
DROP TRIGGER provider_profiles_mark ON public.provider_profiles;
DROP TRIGGER provider_profiles_mark_places ON public.provider_profiles;
DROP FUNCTION etl.mark_places;
DELETE FROM etl.dirty_days WHERE source = 'provider_places';

CREATE TRIGGER users_mark_updated AFTER UPDATE ON public.users
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_changed_users();

CREATE TRIGGER provider_profiles_mark_inserted AFTER INSERT ON public.provider_profiles
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_providers();

CREATE TRIGGER provider_profiles_mark_updated_from AFTER UPDATE ON public.provider_profiles
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_providers();

CREATE TRIGGER provider_profiles_mark_updated_to AFTER UPDATE ON public.provider_profiles
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_providers();

CREATE TRIGGER provider_profiles_mark_deleted AFTER DELETE ON public.provider_profiles
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_providers();

CREATE TRIGGER provider_profiles_mark_truncated AFTER TRUNCATE ON public.provider_profiles
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

-- It grows by itself: nobody marks a provider for that.
CREATE FUNCTION etl.tenure_score(account_created_at timestamptz) RETURNS numeric
LANGUAGE sql STABLE
RETURN (ARRAY[20.00, 50.00, 75.00, 100.00])[
    1 + width_bucket(
        round(extract(epoch FROM now() - account_created_at) / 86400)::integer, ARRAY[30, 90, 180]
    )
];

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

-- Checksum of each row of the published objects that hold a row per provider, so that a refresh
-- need not read those that stayed.
CREATE TABLE rollup.provider_checksums (
    object text NOT NULL,
    provider_id text NOT NULL,
    checksum numeric NOT NULL,
    CONSTRAINT provider_checksums_pkey PRIMARY KEY (object, provider_id)
);

CREATE TEMPORARY TABLE provider_directory ON COMMIT DROP AS
TABLE analytics.provider_directory;
CREATE TEMPORARY TABLE provider_stats_summary ON COMMIT DROP AS
TABLE analytics.provider_stats_summary;
DROP MATERIALIZED VIEW analytics.provider_directory;
DROP MATERIALIZED VIEW analytics.provider_stats_summary;

-- What admins review: every provider with its place, standing, reputation and its parts.
-- Names only: no phone, no email, no Aadhaar digits.
CREATE VIEW etl.provider_directory AS
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
-- OFFSET 0: provider by provider through the key, not all of them when few are asked for.
CROSS JOIN LATERAL (
    SELECT * FROM etl.reputation_parts WHERE provider_id = provider.id OFFSET 0
) AS parts
LEFT JOIN etl.service_area_cells AS served ON served.provider_id = provider.id;

-- As it was published: the rows of providers that changed are made again.
CREATE TABLE rollup.provider_directory AS TABLE etl.provider_directory WITH NO DATA;
ALTER TABLE rollup.provider_directory
    ADD CONSTRAINT provider_directory_pkey PRIMARY KEY (provider_id);
CREATE INDEX provider_directory_area ON rollup.provider_directory USING gist (service_area);

CREATE VIEW analytics.provider_directory AS TABLE rollup.provider_directory;

COMMENT ON VIEW analytics.provider_directory IS
    'Every provider with its place, standing, reputation and the parts of it.';

-- The providers whose reputation changed by the time that went by.
CREATE FUNCTION rollup.providers_grown_older() RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT listed.provider_id
    FROM rollup.provider_directory AS listed
    JOIN public.provider_profiles AS provider ON provider.id = listed.provider_id
    JOIN public.users AS account ON account.id = provider.user_id
    WHERE listed.tenure_score <> etl.tenure_score(account.created_at);
END;

INSERT INTO rollup.provider_directory SELECT * FROM pg_temp.provider_directory;
INSERT INTO rollup.provider_checksums (object, provider_id, checksum)
SELECT 'provider_directory', provider_id, hashtextextended(item::text, 0) FROM rollup.provider_directory AS item;

-- Active providers in one line each: the document's columns. Revenue is never summed across
-- currencies: total_revenue is NULL for a provider who earned in several, and revenue_by_currency
-- holds them all.
CREATE VIEW etl.provider_stats_summary AS
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

-- As it was published: the rows of providers that changed are made again.
CREATE TABLE rollup.provider_stats_summary AS TABLE etl.provider_stats_summary WITH NO DATA;
ALTER TABLE rollup.provider_stats_summary
    ADD CONSTRAINT idx_provider_stats_summary PRIMARY KEY (provider_id);

CREATE VIEW analytics.provider_stats_summary AS TABLE rollup.provider_stats_summary;

COMMENT ON VIEW analytics.provider_stats_summary IS 'Active providers, one line each.';

INSERT INTO rollup.provider_stats_summary SELECT * FROM pg_temp.provider_stats_summary;
INSERT INTO rollup.provider_checksums (object, provider_id, checksum)
SELECT 'provider_stats_summary', provider_id, hashtextextended(item::text, 0) FROM rollup.provider_stats_summary AS item;

-- What was marked of users before names no providers.
INSERT INTO etl.dirty_days (source) VALUES ('provider_profiles');

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA etl, rollup FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    etl.business_time_zone(), etl.business_day(timestamptz), etl.business_midnight(date),
    etl.coordinates_in_range(jsonb)
TO PUBLIC;
