-- What admins review: every provider with its place, standing, reputation and its parts.
-- Names only: no phone, no email, no Aadhaar digits; a map cell, but not the exact point, which may
-- be a home (see admin.provider_points).
CREATE TABLE rollup.provider_directory (
    provider_id text CONSTRAINT provider_directory_pkey PRIMARY KEY,
    name text,
    business_name text,
    category_id text,
    category text,
    district text,
    pincode text,
    h3_cell text,
    profile_status text,
    is_active boolean,
    aadhaar_verified boolean,
    background_verified boolean,
    average_rating numeric(3, 2),
    completed_jobs integer,
    cancelled_jobs integer,
    disputed_jobs integer,
    response_seconds integer,
    acceptance_rate numeric(5, 2),
    completion_rate numeric(5, 2),
    reputation_score numeric(5, 2),
    rating_score numeric,
    volume_score numeric,
    response_score numeric,
    verification_score numeric,
    reliability_score numeric,
    tenure_score numeric,
    trend_score numeric,
    rating_weight numeric,
    volume_weight numeric,
    response_weight numeric,
    verification_weight numeric,
    reliability_weight numeric,
    tenure_weight numeric,
    trend_weight numeric,
    base_score numeric,
    new_provider_penalty numeric,
    cancellation_penalty numeric,
    current_score numeric(5, 2),
    reputation_mode text,
    joined_day date,
    last_active_day date,
    service_area geometry,
    sub_category_ids text[] NOT NULL
);
CREATE INDEX provider_directory_area ON rollup.provider_directory USING gist (service_area);

CREATE FUNCTION rollup.compute_provider_directory(provider_ids text[])
RETURNS SETOF rollup.provider_directory
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        provider.id AS provider_id,
        etl.hide_contact_details(person.name) AS name,
        etl.hide_contact_details(provider.business_name) AS business_name,
        provider.category_id,
        category.name AS category,
        place.district,
        etl.hide_contact_details(provider.base_location ->> 'pincode') AS pincode,
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
        rollup.day_of(provider.created_at) AS joined_day,
        rollup.day_of(provider.last_active_at) AS last_active_day,
        served.shape AS service_area,
        ARRAY(
            SELECT own.sub_category_id
            FROM rollup.provider_sub_categories AS own
            WHERE own.provider_id = provider.id
            ORDER BY own.sub_category_id COLLATE "C"
        ) AS sub_category_ids
    FROM public.provider_profiles AS provider
    JOIN public.users AS person ON person.id = provider.user_id
    JOIN public.categories AS category ON category.id = provider.category_id
    JOIN rollup.provider_places AS place ON place.provider_id = provider.id
    -- OFFSET 0: provider by provider through the key, not all of them when few are asked for.
    CROSS JOIN LATERAL (
        SELECT * FROM etl.reputation_parts WHERE provider_id = provider.id OFFSET 0
    ) AS parts
    LEFT JOIN etl.service_area_cells AS served ON served.provider_id = provider.id
    WHERE provider.id = ANY (provider_ids);
END;

COMMENT ON COLUMN rollup.provider_directory.sub_category_ids IS
    'Those of its own category, whatever else it lists.';

CREATE VIEW analytics.provider_directory AS TABLE rollup.provider_directory;

COMMENT ON VIEW analytics.provider_directory IS
    'Every provider with its place, standing, reputation and the parts of it.';

-- The providers whose reputation changed by the time that went by: whose account, since the newest
-- version, reached an age at which its tenure counts more. Days are rounded: half of one is enough.
CREATE FUNCTION rollup.providers_grown_older() RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT listed.provider_id
    FROM (
        SELECT COALESCE(
            (SELECT as_of FROM analytics.data_versions ORDER BY version_id DESC LIMIT 1),
            '-infinity'
        ) AS as_of
    ) AS newest
    CROSS JOIN unnest(etl.tenure_days()) AS tenure (days)
    CROSS JOIN LATERAL (SELECT make_interval(hours => 24 * tenure.days - 12) AS age) AS reached
    -- The clock may have been put back.
    JOIN public.users AS account
        ON account.created_at > LEAST(newest.as_of, now()) - reached.age
        AND account.created_at <= GREATEST(newest.as_of, now()) - reached.age
    JOIN public.provider_profiles AS provider ON provider.user_id = account.id
    JOIN rollup.provider_directory AS listed ON listed.provider_id = provider.id
    WHERE listed.tenure_score <> etl.tenure_score(account.created_at);
END;
