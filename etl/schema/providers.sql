-- Providers: profile, portfolio photos, certifications, and the indexes that search stands on.

CREATE TABLE provider_profiles (
    id text CONSTRAINT provider_profiles_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    user_id text NOT NULL CONSTRAINT provider_profiles_user_id_key UNIQUE
        CONSTRAINT provider_profiles_user_id_fkey
        REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
    business_name text,
    description text,
    category_id text NOT NULL CONSTRAINT provider_profiles_category_id_fkey
        REFERENCES categories (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    sub_category_ids text[] DEFAULT '{}',
    aadhaar_verified boolean NOT NULL DEFAULT false,
    aadhaar_masked text,
    aadhaar_verified_at timestamptz,
    aadhaar_request_id text,
    background_verified boolean NOT NULL DEFAULT false,
    background_verified_at timestamptz,
    background_check_agency text,
    profile_status verification_status NOT NULL DEFAULT 'PENDING',
    rejection_reason text,
    is_active boolean NOT NULL DEFAULT false,
    service_areas jsonb,
    base_location jsonb,
    pricing jsonb,
    working_hours jsonb,
    availability jsonb,
    location_point geometry(Point, 4326),
    service_area geometry(Polygon, 4326),
    total_jobs integer NOT NULL DEFAULT 0,
    completed_jobs integer NOT NULL DEFAULT 0,
    cancelled_jobs integer NOT NULL DEFAULT 0,
    disputed_jobs integer NOT NULL DEFAULT 0,
    average_rating numeric(3, 2) NOT NULL DEFAULT 0,
    quality_rating numeric(3, 2) NOT NULL DEFAULT 0,
    punctuality_rating numeric(3, 2) NOT NULL DEFAULT 0,
    professionalism_rating numeric(3, 2) NOT NULL DEFAULT 0,
    value_rating numeric(3, 2) NOT NULL DEFAULT 0,
    reputation_score numeric(5, 2) NOT NULL DEFAULT 0,
    trust_score numeric(5, 2) NOT NULL DEFAULT 0,
    response_time_seconds integer NOT NULL DEFAULT 0,
    acceptance_rate numeric(5, 2) NOT NULL DEFAULT 0,
    completion_rate numeric(5, 2) NOT NULL DEFAULT 0,
    total_earnings numeric(10, 2) NOT NULL DEFAULT 0,
    pending_earnings numeric(10, 2) NOT NULL DEFAULT 0,
    embedding vector(1536),
    searchable_text text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    last_active_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT provider_profiles_service_areas_in_range
        CHECK (etl.coordinates_in_range(service_areas)),
    CONSTRAINT provider_profiles_base_location_in_range
        CHECK (etl.coordinates_in_range(base_location)),
    CONSTRAINT provider_profiles_location_point_in_range
        CHECK (
            ST_X(location_point) BETWEEN -180 AND 180 AND ST_Y(location_point) BETWEEN -90 AND 90
        ),
    CONSTRAINT provider_profiles_counters_not_negative
        CHECK (
            total_jobs >= 0 AND completed_jobs >= 0 AND cancelled_jobs >= 0 AND disputed_jobs >= 0
        ),
    -- 0 means "not rated yet"
    CONSTRAINT provider_profiles_ratings_in_range
        CHECK (
            average_rating BETWEEN 0 AND 5 AND quality_rating BETWEEN 0 AND 5
            AND punctuality_rating BETWEEN 0 AND 5 AND professionalism_rating BETWEEN 0 AND 5
            AND value_rating BETWEEN 0 AND 5
        ),
    CONSTRAINT provider_profiles_scores_in_range
        CHECK (reputation_score BETWEEN 0 AND 100 AND trust_score BETWEEN 0 AND 100),
    CONSTRAINT provider_profiles_response_time_seconds_not_negative
        CHECK (response_time_seconds >= 0),
    CONSTRAINT provider_profiles_rates_in_range
        CHECK (acceptance_rate BETWEEN 0 AND 100 AND completion_rate BETWEEN 0 AND 100),
    CONSTRAINT provider_profiles_earnings_not_negative
        CHECK (total_earnings >= 0 AND pending_earnings >= 0),
    CONSTRAINT provider_profiles_earnings_are_numbers
        CHECK (total_earnings <> 'NaN' AND pending_earnings <> 'NaN'),
    CONSTRAINT provider_profiles_id_length CHECK (length(id) BETWEEN 1 AND 200)
);

CREATE INDEX provider_profiles_category_id_idx ON provider_profiles (category_id);
CREATE INDEX provider_profiles_is_active_profile_status_idx
    ON provider_profiles (is_active, profile_status);
CREATE INDEX provider_profiles_reputation_score_idx ON provider_profiles (reputation_score DESC);
CREATE INDEX provider_profiles_average_rating_idx ON provider_profiles (average_rating DESC);
CREATE INDEX provider_profiles_created_at_idx ON provider_profiles (created_at);
CREATE INDEX provider_profiles_last_active_at_idx ON provider_profiles (last_active_at);

CREATE INDEX idx_providers_location ON provider_profiles USING gist (location_point);
-- Serves distances in metres, which the index on degrees cannot.
CREATE INDEX idx_providers_location_metres
    ON provider_profiles USING gist ((location_point::geography));
CREATE INDEX idx_providers_service_area ON provider_profiles USING gist (service_area);
CREATE INDEX idx_providers_active_category
    ON provider_profiles (category_id, is_active, profile_status)
    WHERE is_active = true AND profile_status = 'APPROVED';
CREATE INDEX idx_providers_reputation
    ON provider_profiles (reputation_score DESC, average_rating DESC)
    WHERE is_active = true;
CREATE INDEX idx_providers_search_composite
    ON provider_profiles (
        category_id, is_active, profile_status, average_rating DESC, reputation_score DESC
    )
    WHERE is_active = true AND profile_status = 'APPROVED';

-- Trigrams find misspellings and parts of words; the tsvector finds whole words in any order.
CREATE INDEX idx_providers_search ON provider_profiles USING gin (searchable_text gin_trgm_ops);
CREATE INDEX idx_providers_search_words
    ON provider_profiles USING gin (to_tsvector('simple', searchable_text));

-- HNSW needs no training rows, so unlike ivfflat it may be built while the table is empty.
CREATE INDEX idx_providers_embedding
    ON provider_profiles USING hnsw (embedding vector_cosine_ops);

CREATE TRIGGER provider_profiles_touch_updated_at BEFORE UPDATE ON provider_profiles
FOR EACH ROW WHEN (NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at)
EXECUTE FUNCTION etl.touch_updated_at();

CREATE TABLE provider_photos (
    id text CONSTRAINT provider_photos_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    provider_id text NOT NULL CONSTRAINT provider_photos_provider_id_fkey
        REFERENCES provider_profiles (id) ON DELETE CASCADE ON UPDATE CASCADE,
    url text NOT NULL,
    caption text,
    type text NOT NULL DEFAULT 'PORTFOLIO',
    sort_order integer NOT NULL DEFAULT 0,
    is_verified boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX provider_photos_provider_id_idx ON provider_photos (provider_id);
CREATE INDEX provider_photos_type_idx ON provider_photos (type);

CREATE TABLE certifications (
    id text CONSTRAINT certifications_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    provider_id text NOT NULL CONSTRAINT certifications_provider_id_fkey
        REFERENCES provider_profiles (id) ON DELETE CASCADE ON UPDATE CASCADE,
    title text NOT NULL,
    issuer text,
    issue_date timestamptz,
    expiry_date timestamptz,
    document_url text,
    verified boolean NOT NULL DEFAULT false,
    verified_by text,
    verified_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX certifications_provider_id_idx ON certifications (provider_id);
CREATE INDEX certifications_verified_idx ON certifications (verified);
