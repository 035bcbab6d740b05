-- People: users, their sign-in accounts, sessions and tokens, and the customer's profile.
-- Here and in the other domains: NaN passes `>= 0`, so amounts are said to be numbers; ids that
-- facts are kept by are short enough for a key; lists may be NULL, as the models have them. Dates
-- are not checked: infinite and absurd ones are named in the data-quality findings.

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

CREATE TRIGGER users_touch_updated_at BEFORE UPDATE ON users
FOR EACH ROW WHEN (NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at)
EXECUTE FUNCTION etl.touch_updated_at();

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
    preferred_categories text[] DEFAULT '{}',
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
    CONSTRAINT customer_profiles_total_spent_is_a_number CHECK (total_spent <> 'NaN'),
    CONSTRAINT customer_profiles_id_length CHECK (length(id) BETWEEN 1 AND 200),
    CONSTRAINT customer_profiles_average_rating_given_in_range
        CHECK (average_rating_given BETWEEN 0 AND 5)
);

CREATE INDEX customer_profiles_created_at_idx ON customer_profiles (created_at);

CREATE TRIGGER customer_profiles_touch_updated_at BEFORE UPDATE ON customer_profiles
FOR EACH ROW WHEN (NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at)
EXECUTE FUNCTION etl.touch_updated_at();
