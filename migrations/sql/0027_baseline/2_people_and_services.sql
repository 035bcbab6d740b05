-- The state of 0027: users, customers, categories, providers.

CREATE TABLE users (
    id text CONSTRAINT users_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    role user_role NOT NULL,
    phone text NOT NULL CONSTRAINT users_phone_key UNIQUE,
    phone_verified boolean NOT NULL DEFAULT false,
    email text CONSTRAINT users_email_key UNIQUE,
    email_verified boolean NOT NULL DEFAULT false,
    name text NOT NULL,
    profile_photo text,
    password_hash text,
    is_active boolean NOT NULL DEFAULT true,
    is_banned boolean NOT NULL DEFAULT false,
    ban_reason text,
    banned_at timestamptz,
    banned_by text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    last_login_at timestamptz
);

CREATE INDEX users_role_idx ON users (role);

CREATE INDEX users_is_active_is_banned_idx ON users (is_active, is_banned);

CREATE INDEX users_created_at_idx ON users (created_at);

CREATE INDEX idx_users_phone_active ON users (phone)
    WHERE is_active = true AND is_banned = false;

CREATE INDEX idx_users_email_active ON users (email)
    WHERE is_active = true AND is_banned = false;

CREATE TABLE accounts (
    id text CONSTRAINT accounts_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    user_id text NOT NULL CONSTRAINT accounts_user_id_fkey
        REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
    type text NOT NULL,
    provider text NOT NULL,
    provider_account_id text NOT NULL,
    refresh_token text,
    access_token text,
    expires_at integer,
    token_type text,
    scope text,
    id_token text,
    session_state text,
    CONSTRAINT accounts_provider_provider_account_id_key UNIQUE (provider, provider_account_id)
);

CREATE INDEX accounts_user_id_idx ON accounts (user_id);

CREATE TABLE sessions (
    id text CONSTRAINT sessions_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    session_token text NOT NULL CONSTRAINT sessions_session_token_key UNIQUE,
    user_id text NOT NULL CONSTRAINT sessions_user_id_fkey
        REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
    expires timestamptz NOT NULL,
    ip_address text,
    user_agent text
);

CREATE INDEX sessions_user_id_idx ON sessions (user_id);

CREATE INDEX sessions_expires_idx ON sessions (expires);

CREATE TABLE verification_tokens (
    identifier text NOT NULL,
    token text NOT NULL CONSTRAINT verification_tokens_token_key UNIQUE,
    type text NOT NULL,
    expires timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT verification_tokens_identifier_token_key UNIQUE (identifier, token)
);

CREATE INDEX verification_tokens_expires_idx ON verification_tokens (expires);

CREATE TABLE customer_profiles (
    id text CONSTRAINT customer_profiles_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    user_id text NOT NULL CONSTRAINT customer_profiles_user_id_key UNIQUE
        CONSTRAINT customer_profiles_user_id_fkey
        REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
    date_of_birth timestamptz,
    addresses jsonb,
    saved_locations jsonb,
    preferred_language text NOT NULL DEFAULT 'en',
    preferred_categories text[] NOT NULL DEFAULT '{}',
    notification_preferences jsonb,
    total_bookings integer NOT NULL DEFAULT 0,
    completed_bookings integer NOT NULL DEFAULT 0,
    cancelled_bookings integer NOT NULL DEFAULT 0,
    total_spent numeric(10, 2) NOT NULL DEFAULT 0,
    average_rating_given numeric(3, 2) NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT customer_profiles_addresses_in_range CHECK (etl.coordinates_in_range(addresses)),
    CONSTRAINT customer_profiles_saved_locations_in_range
        CHECK (etl.coordinates_in_range(saved_locations)),
    CONSTRAINT customer_profiles_counters_not_negative
        CHECK (total_bookings >= 0 AND completed_bookings >= 0 AND cancelled_bookings >= 0),
    CONSTRAINT customer_profiles_total_spent_not_negative CHECK (total_spent >= 0),
    CONSTRAINT customer_profiles_average_rating_given_in_range
        CHECK (average_rating_given BETWEEN 0 AND 5)
);

CREATE INDEX customer_profiles_created_at_idx ON customer_profiles (created_at);

CREATE TABLE categories (
    id text CONSTRAINT categories_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    name text NOT NULL,
    name_translations jsonb NOT NULL,
    slug text NOT NULL CONSTRAINT categories_slug_key UNIQUE,
    icon text,
    icon_url text,
    description text,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    meta_title text,
    meta_description text,
    provider_count integer NOT NULL DEFAULT 0,
    booking_count integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT categories_counters_not_negative CHECK (provider_count >= 0 AND booking_count >= 0)
);

CREATE INDEX categories_is_active_sort_order_idx ON categories (is_active, sort_order);

CREATE TABLE sub_categories (
    id text CONSTRAINT sub_categories_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    category_id text NOT NULL CONSTRAINT sub_categories_category_id_fkey
        REFERENCES categories (id) ON DELETE CASCADE ON UPDATE CASCADE,
    name text NOT NULL,
    name_translations jsonb NOT NULL,
    slug text NOT NULL CONSTRAINT sub_categories_slug_key UNIQUE,
    description text,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    provider_count integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT sub_categories_provider_count_not_negative CHECK (provider_count >= 0)
);

CREATE INDEX sub_categories_category_id_idx ON sub_categories (category_id);

CREATE INDEX sub_categories_is_active_idx ON sub_categories (is_active);

CREATE TABLE provider_profiles (
    id text CONSTRAINT provider_profiles_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    user_id text NOT NULL CONSTRAINT provider_profiles_user_id_key UNIQUE
        CONSTRAINT provider_profiles_user_id_fkey
        REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
    business_name text,
    description text,
    category_id text NOT NULL CONSTRAINT provider_profiles_category_id_fkey
        REFERENCES categories (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    sub_category_ids text[] NOT NULL DEFAULT '{}',
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
        CHECK (total_earnings >= 0 AND pending_earnings >= 0)
);

CREATE INDEX provider_profiles_category_id_idx ON provider_profiles (category_id);

CREATE INDEX provider_profiles_is_active_profile_status_idx
    ON provider_profiles (is_active, profile_status);

CREATE INDEX provider_profiles_reputation_score_idx ON provider_profiles (reputation_score DESC);

CREATE INDEX provider_profiles_average_rating_idx ON provider_profiles (average_rating DESC);

CREATE INDEX provider_profiles_created_at_idx ON provider_profiles (created_at);

CREATE INDEX provider_profiles_last_active_at_idx ON provider_profiles (last_active_at);

CREATE INDEX idx_providers_location ON provider_profiles USING gist (location_point);

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

CREATE INDEX idx_providers_search ON provider_profiles USING gin (searchable_text gin_trgm_ops);

CREATE INDEX idx_providers_search_words
    ON provider_profiles USING gin (to_tsvector('simple', searchable_text));

CREATE INDEX idx_providers_embedding
    ON provider_profiles USING hnsw (embedding vector_cosine_ops);

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
