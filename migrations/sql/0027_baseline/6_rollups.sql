-- The state of 0027: daily facts, marks of changes, checksums.

CREATE TABLE rollup.day_checksums (
    object text NOT NULL,
    day date NOT NULL,
    rows bigint NOT NULL,
    checksum numeric NOT NULL,
    CONSTRAINT day_checksums_pkey PRIMARY KEY (object, day)
);

CREATE INDEX bookings_confirmed_at_idx ON public.bookings (confirmed_at)
    WHERE confirmed_at IS NOT NULL;

CREATE INDEX bookings_completed_at_idx ON public.bookings (completed_at)
    WHERE completed_at IS NOT NULL;

CREATE INDEX bookings_cancelled_at_idx ON public.bookings (cancelled_at)
    WHERE cancelled_at IS NOT NULL;

CREATE INDEX payments_refunded_at_idx ON public.payments (refunded_at)
    WHERE refunded_at IS NOT NULL;

CREATE INDEX booking_disputes_created_at_idx ON public.booking_status_history (created_at)
    WHERE status = 'DISPUTED';

CREATE INDEX booking_disputes_booking_id_idx ON public.booking_status_history (booking_id)
    WHERE status = 'DISPUTED';

CREATE TABLE rollup.provider_days (
    day date NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    requested bigint NOT NULL,
    confirmed bigint NOT NULL,
    completed bigint NOT NULL,
    cancelled bigint NOT NULL,
    disputed bigint NOT NULL,
    gross_amount numeric NOT NULL,
    provider_earnings numeric NOT NULL,
    reviews bigint NOT NULL,
    rating_sum bigint NOT NULL,
    response_seconds_sum bigint NOT NULL,
    response_count bigint NOT NULL,
    CONSTRAINT provider_days_pkey PRIMARY KEY (day, provider_id, currency)
);

CREATE INDEX provider_days_provider ON rollup.provider_days (provider_id, day);

CREATE TABLE rollup.booking_cohorts (
    day date NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    requested bigint NOT NULL,
    viewed bigint NOT NULL,
    confirmed bigint NOT NULL,
    started bigint NOT NULL,
    completed bigint NOT NULL,
    paid bigint NOT NULL,
    reviewed bigint NOT NULL,
    cancelled bigint NOT NULL,
    cancelled_by_customer bigint NOT NULL,
    cancelled_by_provider bigint NOT NULL,
    cancelled_by_admin bigint NOT NULL,
    cancelled_by_system bigint NOT NULL,
    disputed bigint NOT NULL,
    open bigint NOT NULL,
    response_seconds_sum bigint NOT NULL,
    response_count bigint NOT NULL,
    completion_seconds_sum numeric NOT NULL,
    completion_count bigint NOT NULL,
    quoted_amount numeric NOT NULL,
    final_amount numeric NOT NULL,
    completed_bookings bigint NOT NULL,
    completed_amount numeric NOT NULL,
    CONSTRAINT booking_cohorts_pkey PRIMARY KEY (day, provider_id, currency)
);

CREATE INDEX booking_cohorts_provider ON rollup.booking_cohorts (provider_id);

CREATE TABLE rollup.revenue_days (
    day date NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    method text NOT NULL,
    payments bigint NOT NULL,
    gross_amount numeric NOT NULL,
    platform_fee numeric NOT NULL,
    tax_amount numeric NOT NULL,
    provider_earnings numeric NOT NULL,
    refunds bigint NOT NULL,
    refund_amount numeric NOT NULL,
    failed_payments bigint NOT NULL,
    CONSTRAINT revenue_days_pkey PRIMARY KEY (day, provider_id, currency, method)
);

CREATE INDEX revenue_days_provider ON rollup.revenue_days (provider_id, day);

CREATE TABLE rollup.customer_days (
    day date NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    customer_id text NOT NULL,
    CONSTRAINT customer_days_pkey PRIMARY KEY (day, provider_id, currency, customer_id)
);

CREATE TABLE rollup.reviews (
    day date NOT NULL,
    review_id text NOT NULL,
    provider_id text NOT NULL,
    created_at timestamptz NOT NULL,
    overall_rating integer NOT NULL,
    quality_rating integer,
    punctuality_rating integer,
    professionalism_rating integer,
    value_rating integer,
    comment text,
    provider_response text,
    sentiment text,
    is_public boolean NOT NULL,
    CONSTRAINT reviews_pkey PRIMARY KEY (day, review_id)
);

CREATE INDEX reviews_provider ON rollup.reviews (provider_id, created_at DESC);

CREATE TABLE rollup.source_days (
    day date CONSTRAINT source_days_pkey PRIMARY KEY,
    bookings bigint NOT NULL,
    bookings_newest timestamptz,
    payments bigint NOT NULL,
    payments_newest timestamptz,
    reviews bigint NOT NULL,
    reviews_newest timestamptz,
    disputes bigint NOT NULL,
    disputes_newest timestamptz
);

CREATE TABLE rollup.provider_totals (
    provider_id text PRIMARY KEY,
    total_bookings bigint NOT NULL,
    completed_bookings bigint NOT NULL,
    currency text,
    total_revenue numeric,
    revenue_by_currency jsonb NOT NULL,
    review_count bigint NOT NULL,
    avg_review_rating numeric(3, 2)
);

CREATE TABLE rollup.provider_places (
    provider_id text PRIMARY KEY,
    category_id text NOT NULL,
    district text NOT NULL,
    h3_cell text
);

CREATE TABLE rollup.provider_checksums (
    object text NOT NULL,
    provider_id text NOT NULL,
    checksum numeric NOT NULL,
    CONSTRAINT provider_checksums_pkey PRIMARY KEY (object, provider_id)
);

CREATE TABLE rollup.booking_funnel (
    day date NOT NULL,
    currency text NOT NULL,
    category_id text NOT NULL,
    district text NOT NULL,
    requested bigint NOT NULL,
    viewed bigint NOT NULL,
    confirmed bigint NOT NULL,
    started bigint NOT NULL,
    completed bigint NOT NULL,
    paid bigint NOT NULL,
    reviewed bigint NOT NULL,
    cancelled bigint NOT NULL,
    cancelled_by_customer bigint NOT NULL,
    cancelled_by_provider bigint NOT NULL,
    cancelled_by_admin bigint NOT NULL,
    cancelled_by_system bigint NOT NULL,
    disputed bigint NOT NULL,
    open bigint NOT NULL,
    response_seconds_sum bigint NOT NULL,
    response_count bigint NOT NULL,
    completion_seconds_sum numeric NOT NULL,
    completion_count bigint NOT NULL,
    quoted_amount numeric NOT NULL,
    final_amount numeric NOT NULL,
    CONSTRAINT booking_funnel_pkey PRIMARY KEY (day, currency, category_id, district)
);

CREATE TABLE rollup.revenue_summary (
    day date NOT NULL,
    currency text NOT NULL,
    method text NOT NULL,
    category_id text NOT NULL,
    district text NOT NULL,
    payments bigint NOT NULL,
    gross_amount numeric NOT NULL,
    platform_fee numeric NOT NULL,
    tax_amount numeric NOT NULL,
    provider_earnings numeric NOT NULL,
    refunds bigint NOT NULL,
    refund_amount numeric NOT NULL,
    net_amount numeric NOT NULL,
    failed_payments bigint NOT NULL,
    CONSTRAINT revenue_summary_pkey PRIMARY KEY (day, currency, method, category_id, district)
);

CREATE TABLE rollup.category_stats (
    day date NOT NULL,
    category_id text NOT NULL,
    currency text NOT NULL,
    requested bigint NOT NULL,
    confirmed bigint NOT NULL,
    completed bigint NOT NULL,
    cancelled bigint NOT NULL,
    disputed bigint NOT NULL,
    gross_amount numeric NOT NULL,
    provider_earnings numeric NOT NULL,
    reviews bigint NOT NULL,
    rating_sum bigint NOT NULL,
    response_seconds_sum bigint NOT NULL,
    response_count bigint NOT NULL,
    active_providers bigint NOT NULL,
    customers bigint NOT NULL,
    CONSTRAINT category_stats_pkey PRIMARY KEY (day, category_id, currency)
);

CREATE TABLE rollup.serving_providers (
    provider_id text PRIMARY KEY,
    category_id text NOT NULL,
    aadhaar_verified boolean NOT NULL,
    cells_hash text NOT NULL,
    blocks text[] NOT NULL,
    reputation_score numeric(5, 2) NOT NULL
);

CREATE TABLE rollup.coverage_cells (
    block text NOT NULL,
    h3_cell text NOT NULL,
    category_id text NOT NULL,
    providers bigint NOT NULL,
    verified_providers bigint NOT NULL,
    best_reputation numeric NOT NULL,
    CONSTRAINT coverage_cells_pkey PRIMARY KEY (h3_cell, category_id)
);

CREATE INDEX coverage_cells_block ON rollup.coverage_cells (block);

CREATE TABLE rollup.coverage_checksums (
    block text CONSTRAINT coverage_checksums_pkey PRIMARY KEY,
    rows bigint NOT NULL,
    checksum numeric NOT NULL
);

CREATE TABLE rollup.search_days (
    day date NOT NULL,
    district text NOT NULL,
    searches bigint NOT NULL,
    zero_results bigint NOT NULL,
    clicked bigint NOT NULL,
    positioned_clicks bigint NOT NULL,
    click_position_sum bigint NOT NULL,
    reciprocal_rank_sum numeric NOT NULL,
    users hll,
    sessions hll,
    response_buckets jsonb NOT NULL,
    CONSTRAINT search_days_pkey PRIMARY KEY (day, district)
);

CREATE TABLE rollup.search_hours (
    day date NOT NULL,
    district text NOT NULL,
    hour integer NOT NULL,
    searches bigint NOT NULL,
    zero_results bigint NOT NULL,
    clicked bigint NOT NULL,
    CONSTRAINT search_hours_pkey PRIMARY KEY (day, district, hour)
);

CREATE TABLE rollup.search_terms (
    day date NOT NULL,
    term text NOT NULL,
    searches bigint NOT NULL,
    zero_results bigint NOT NULL,
    clicked bigint NOT NULL,
    CONSTRAINT search_terms_pkey PRIMARY KEY (day, term)
);

CREATE TABLE rollup.search_demand (
    day date NOT NULL,
    h3_cell text NOT NULL,
    district text NOT NULL,
    category text,
    searches bigint NOT NULL,
    zero_results bigint NOT NULL,
    unclicked bigint NOT NULL,
    customers hll,
    CONSTRAINT search_demand_key UNIQUE NULLS NOT DISTINCT (day, h3_cell, district, category)
);

CREATE TABLE rollup.searched_places (
    place_id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT searched_places_pkey PRIMARY KEY,
    h3_cell text NOT NULL,
    district text NOT NULL,
    category text,
    CONSTRAINT searched_places_key UNIQUE NULLS NOT DISTINCT (h3_cell, district, category)
);

CREATE TABLE rollup.place_demand (
    day date NOT NULL,
    place_id integer NOT NULL,
    searches bigint NOT NULL,
    customers hll,
    CONSTRAINT place_demand_pkey PRIMARY KEY (day, place_id)
);

CREATE TABLE etl.dirty_days (
    source text NOT NULL,
    day date
);

CREATE TABLE etl.booking_versions (
    booking_id text NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    completed_at timestamptz,
    cancelled_at timestamptz,
    change smallint NOT NULL
);

CREATE TABLE etl.dirty_bookings (
    source text NOT NULL,
    booking_id text NOT NULL,
    left_at timestamptz[]
);

CREATE TABLE etl.dirty_providers (
    source text NOT NULL,
    provider_id text,
    user_id text,
    CONSTRAINT dirty_providers_one_id CHECK (num_nonnulls(provider_id, user_id) = 1)
);

COMMENT ON TABLE etl.dirty_days IS
    'Business days of a source table to recompute; NULL: all of them, or a source without days.';

INSERT INTO etl.dirty_days (source)
VALUES
    ('bookings'), ('payments'), ('reviews'), ('booking_status_history'), ('search_logs'),
    ('users'), ('categories'), ('provider_profiles'), ('system_config'),
    ('districts'), ('pincodes');
