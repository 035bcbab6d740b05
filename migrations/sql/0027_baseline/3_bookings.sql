-- The state of 0027: bookings, payments, reviews.

CREATE TABLE bookings (
    id text CONSTRAINT bookings_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    booking_number text NOT NULL CONSTRAINT bookings_booking_number_key UNIQUE,
    customer_id text NOT NULL CONSTRAINT bookings_customer_id_fkey
        REFERENCES customer_profiles (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    provider_id text NOT NULL CONSTRAINT bookings_provider_id_fkey
        REFERENCES provider_profiles (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    service_type text NOT NULL,
    service_description text,
    service_location jsonb NOT NULL,
    scheduled_date timestamptz NOT NULL,
    scheduled_time jsonb NOT NULL,
    status booking_status NOT NULL DEFAULT 'PENDING',
    cancellation_reason text,
    cancelled_by cancelled_by,
    dispute_reason text,
    special_instructions text,
    quoted_price numeric(10, 2),
    final_price numeric(10, 2),
    currency text NOT NULL DEFAULT 'INR',
    provider_response_time integer,
    provider_viewed_at timestamptz,
    estimated_duration integer,
    actual_duration integer,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    confirmed_at timestamptz,
    started_at timestamptz,
    completed_at timestamptz,
    cancelled_at timestamptz,
    CONSTRAINT bookings_service_location_in_range
        CHECK (etl.coordinates_in_range(service_location)),
    CONSTRAINT bookings_prices_not_negative CHECK (quoted_price >= 0 AND final_price >= 0),
    CONSTRAINT bookings_provider_response_time_not_negative CHECK (provider_response_time >= 0),
    CONSTRAINT bookings_durations_not_negative
        CHECK (estimated_duration >= 0 AND actual_duration >= 0)
);

CREATE INDEX bookings_status_idx ON bookings (status);

CREATE INDEX bookings_scheduled_date_idx ON bookings (scheduled_date);

CREATE INDEX bookings_created_at_idx ON bookings (created_at);

CREATE INDEX idx_bookings_customer_status ON bookings (customer_id, status, scheduled_date DESC);

CREATE INDEX idx_bookings_provider_status ON bookings (provider_id, status, scheduled_date DESC);

CREATE INDEX idx_bookings_pending ON bookings (provider_id, created_at DESC)
    WHERE status = 'PENDING';

CREATE INDEX idx_bookings_upcoming ON bookings (scheduled_date)
    WHERE status IN ('CONFIRMED', 'IN_PROGRESS');

CREATE INDEX idx_bookings_provider_stats ON bookings (provider_id, status, completed_at)
    WHERE status = 'COMPLETED';

CREATE INDEX idx_bookings_history_pagination ON bookings (customer_id, created_at DESC, id)
    INCLUDE (booking_number, status, final_price);

CREATE INDEX idx_bookings_provider_dashboard ON bookings (provider_id, status, created_at)
    INCLUDE (final_price, scheduled_date);

CREATE TABLE booking_status_history (
    id text CONSTRAINT booking_status_history_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    booking_id text NOT NULL CONSTRAINT booking_status_history_booking_id_fkey
        REFERENCES bookings (id) ON DELETE CASCADE ON UPDATE CASCADE,
    status booking_status NOT NULL,
    changed_by text NOT NULL,
    reason text,
    metadata jsonb,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX booking_status_history_booking_id_idx ON booking_status_history (booking_id);

CREATE INDEX booking_status_history_created_at_idx ON booking_status_history (created_at);

CREATE TABLE payments (
    id text CONSTRAINT payments_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    booking_id text NOT NULL CONSTRAINT payments_booking_id_key UNIQUE
        CONSTRAINT payments_booking_id_fkey
        REFERENCES bookings (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    amount numeric(10, 2) NOT NULL,
    currency text NOT NULL DEFAULT 'INR',
    method payment_method NOT NULL,
    status payment_status NOT NULL DEFAULT 'PENDING',
    transaction_id text CONSTRAINT payments_transaction_id_key UNIQUE,
    gateway_response jsonb,
    gateway_name text,
    platform_fee numeric(10, 2),
    platform_fee_percent numeric(5, 2),
    provider_earnings numeric(10, 2),
    tax_amount numeric(10, 2),
    refund_amount numeric(10, 2),
    refund_reason text,
    refunded_to text,
    paid_at timestamptz,
    refunded_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT payments_amounts_not_negative
        CHECK (
            amount >= 0 AND platform_fee >= 0 AND provider_earnings >= 0 AND tax_amount >= 0
            AND refund_amount >= 0
        ),
    CONSTRAINT payments_platform_fee_percent_in_range
        CHECK (platform_fee_percent BETWEEN 0 AND 100)
);

CREATE INDEX payments_status_idx ON payments (status);

CREATE INDEX payments_method_idx ON payments (method);

CREATE INDEX payments_created_at_idx ON payments (created_at);

CREATE INDEX payments_paid_at_idx ON payments (paid_at);

CREATE INDEX idx_payments_date_status ON payments (paid_at, status) WHERE status = 'COMPLETED';

CREATE TABLE reviews (
    id text CONSTRAINT reviews_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    booking_id text NOT NULL CONSTRAINT reviews_booking_id_key UNIQUE
        CONSTRAINT reviews_booking_id_fkey
        REFERENCES bookings (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    customer_id text NOT NULL CONSTRAINT reviews_customer_id_fkey
        REFERENCES customer_profiles (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    provider_id text NOT NULL CONSTRAINT reviews_provider_id_fkey
        REFERENCES provider_profiles (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    overall_rating integer NOT NULL,
    quality_rating integer,
    punctuality_rating integer,
    professionalism_rating integer,
    value_rating integer,
    comment text,
    photos text[] NOT NULL DEFAULT '{}',
    is_published boolean NOT NULL DEFAULT true,
    is_flagged boolean NOT NULL DEFAULT false,
    flag_reason text,
    flagged_by text,
    flagged_at timestamptz,
    moderated_by text,
    moderated_at timestamptz,
    moderation_note text,
    provider_response text,
    responded_at timestamptz,
    helpful_count integer NOT NULL DEFAULT 0,
    not_helpful_count integer NOT NULL DEFAULT 0,
    sentiment text,
    sentiment_score numeric(3, 2),
    is_verified_purchase boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT reviews_ratings_in_range
        CHECK (
            overall_rating BETWEEN 1 AND 5 AND quality_rating BETWEEN 1 AND 5
            AND punctuality_rating BETWEEN 1 AND 5 AND professionalism_rating BETWEEN 1 AND 5
            AND value_rating BETWEEN 1 AND 5
        ),
    CONSTRAINT reviews_counters_not_negative CHECK (helpful_count >= 0 AND not_helpful_count >= 0),
    CONSTRAINT reviews_sentiment_score_in_range CHECK (sentiment_score BETWEEN -1 AND 1)
);

CREATE INDEX reviews_provider_id_idx ON reviews (provider_id);

CREATE INDEX reviews_overall_rating_idx ON reviews (overall_rating);

CREATE INDEX reviews_is_published_is_flagged_idx ON reviews (is_published, is_flagged);

CREATE INDEX reviews_created_at_idx ON reviews (created_at);

CREATE INDEX idx_reviews_provider_published ON reviews (provider_id, created_at DESC)
    WHERE is_published = true AND is_flagged = false;

CREATE INDEX idx_reviews_newest_of_provider
    ON reviews (provider_id, created_at DESC, id DESC) INCLUDE (overall_rating)
    WHERE is_published = true AND is_flagged = false;

CREATE INDEX idx_reviews_recent_published ON reviews (created_at DESC)
    WHERE is_published = true AND is_flagged = false;

CREATE INDEX idx_reviews_flagged ON reviews (flagged_at DESC) WHERE is_flagged = true;
