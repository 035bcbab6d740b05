-- The state of 0027: the ledger, the schedule, data versions, what is listed of each provider.

CREATE TABLE etl.runs (
    run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job text NOT NULL,
    arguments jsonb NOT NULL DEFAULT '{}',
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    outcome text NOT NULL DEFAULT 'running',
    row_count bigint,
    error text,
    due_at timestamptz,
    CONSTRAINT runs_outcome_known CHECK (outcome IN ('running', 'succeeded', 'failed', 'refused')),
    CONSTRAINT runs_finished_when_over CHECK ((outcome = 'running') = (finished_at IS NULL))
);

COMMENT ON COLUMN etl.runs.due_at IS 'The due time that the run serves; NULL by hand.';

CREATE INDEX runs_job_started_at ON etl.runs (job, started_at DESC);

CREATE TABLE etl.schedule (
    job text PRIMARY KEY,
    cron text NOT NULL,
    due_at timestamptz NOT NULL
);

COMMENT ON COLUMN etl.schedule.due_at IS
    'The oldest time that no finished run has served; it moves on when a run ends.';

CREATE TABLE analytics.data_versions (
    version_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    as_of timestamptz NOT NULL,
    kind text NOT NULL,
    seconds numeric NOT NULL,
    watermarks jsonb NOT NULL,
    objects jsonb NOT NULL,
    CONSTRAINT data_versions_kind_known CHECK (kind IN ('incremental', 'full'))
);

CREATE MATERIALIZED VIEW analytics.categories AS
SELECT
    id AS category_id,
    name,
    name_translations ->> 'hi' AS name_hi,
    name_translations ->> 'ur' AS name_ur,
    slug,
    icon,
    is_active,
    sort_order
FROM public.categories;

CREATE UNIQUE INDEX categories_key ON analytics.categories (category_id);

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
    location_point geometry(Point, 4326),
    service_area geometry
);

CREATE INDEX provider_directory_area ON rollup.provider_directory USING gist (service_area);

CREATE TABLE rollup.provider_stats_summary (
    provider_id text CONSTRAINT idx_provider_stats_summary PRIMARY KEY,
    user_id text,
    name text,
    category text,
    average_rating numeric(3, 2),
    reputation_score numeric(5, 2),
    completed_jobs integer,
    total_bookings bigint,
    completed_bookings bigint,
    review_count bigint,
    avg_review_rating numeric(3, 2),
    total_revenue numeric,
    currency text,
    revenue_by_currency jsonb
);
