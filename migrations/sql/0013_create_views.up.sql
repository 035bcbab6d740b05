-- The ledger: every run of every job, and what readers may see of it.
CREATE TABLE etl.runs (
    run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job text NOT NULL,
    arguments jsonb NOT NULL DEFAULT '{}',
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    outcome text NOT NULL DEFAULT 'running',
    row_count bigint,
    error text,
    CONSTRAINT runs_outcome_known CHECK (outcome IN ('running', 'succeeded', 'failed', 'refused')),
    CONSTRAINT runs_finished_when_over CHECK ((outcome = 'running') = (finished_at IS NULL))
);

CREATE INDEX runs_job_started_at ON etl.runs (job, started_at DESC);

CREATE VIEW analytics.runs AS
SELECT run_id, job, arguments, started_at, finished_at, outcome, row_count, error
FROM etl.runs;

COMMENT ON VIEW analytics.runs IS 'Every run of every job: when, how it ended, how many rows.';

-- Where each provider belongs now: its category, its district and its map cell.
-- District: point in polygon, else the district named by the city in base_location, else Unknown.
CREATE VIEW etl.provider_places AS
SELECT
    provider.id AS provider_id,
    provider.category_id,
    COALESCE(cell.district, city.district, 'Unknown') AS district,
    cell.h3_cell
FROM public.provider_profiles AS provider
LEFT JOIN etl.point_cells AS cell
    ON cell.lat = ST_Y(provider.location_point) AND cell.lng = ST_X(provider.location_point)
LEFT JOIN geo.districts AS city
    ON lower(city.district) = lower(btrim(provider.base_location ->> 'city'));

-- People type phone numbers and e-mail addresses where they should not; analytics holds no PII.
-- A phone number is ten digits of any script, however they are spaced; a comma ends it.
CREATE FUNCTION etl.has_contact_details(words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN translate(words, '०१२३४५६७८९۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩', repeat('0', 30))
        ~ '(\d[\s!-+.-/:-@\u2000-\u206F-]*){10}'
    OR words ~ '[^\s@]\s*@\s*[^\s@]+\.[^\s@]';

-- The search term as it is counted: lower case, NFC, single spaces, trimmed, up to 200 characters.
CREATE FUNCTION etl.search_term(query text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE
    WHEN etl.has_contact_details(query) THEN '(contact details)'
    ELSE left(
        btrim(regexp_replace(normalize(lower(query COLLATE "und-x-icu"), NFC), '\s+', ' ', 'g')),
        200
    )
END;

-- Response times are counted in logarithmic buckets (1 % relative error, exactly mergeable):
-- bucket i holds ((1.01/0.99)^(i-1), (1.01/0.99)^i] milliseconds, bucket -1 everything below 1 ms.
CREATE FUNCTION etl.response_bucket(milliseconds integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE
    WHEN milliseconds < 1 THEN -1
    ELSE ceil(ln(milliseconds::double precision) / ln(1.01::double precision / 0.99))::integer
END;

CREATE FUNCTION analytics.bucket_milliseconds(bucket integer) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE
    WHEN bucket < 0 THEN 0
    ELSE 2 * power(1.01::double precision / 0.99, bucket) / (1.01::double precision / 0.99 + 1)
END;

COMMENT ON FUNCTION analytics.bucket_milliseconds IS
    'The response time that stands for a bucket, at most 1 % from every value in it.';

-- Searches with their business day, district, map cell, term and category, as all views count them.
CREATE VIEW etl.located_searches AS
SELECT
    search.id,
    etl.business_day(search.created_at) AS day,
    extract(HOUR FROM search.created_at AT TIME ZONE etl.business_time_zone())::integer AS hour,
    COALESCE(cell.district, 'Unknown') AS district,
    cell.h3_cell,
    category.id AS category_id,
    etl.search_term(search.query) AS term,
    search.user_id,
    search.session_id,
    search.results_count = 0 AS is_zero_result,
    search.clicked_provider_id IS NOT NULL AS is_clicked,
    CASE WHEN search.clicked_provider_id IS NOT NULL AND search.click_position >= 1
        THEN search.click_position END AS click_position,
    search.response_time
FROM public.search_logs AS search
-- OFFSET 0 keeps the JSON from being read once for each coordinate.
CROSS JOIN LATERAL (SELECT geo.json_point(search.location) AS point OFFSET 0) AS located
LEFT JOIN etl.point_cells AS cell
    ON cell.lat = ST_Y(located.point) AND cell.lng = ST_X(located.point)
LEFT JOIN public.categories AS category
    ON category.id = COALESCE(search.filters ->> 'categoryId', search.filters ->> 'category_id');

-- The service categories by which everything is filtered, with their names in three languages.
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
COMMENT ON MATERIALIZED VIEW analytics.categories IS 'Service categories and their names.';

-- A circle on the ellipsoid, as a polygon of 64 corners.
CREATE FUNCTION etl.geodesic_circle(centre geometry, metres double precision) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (
    SELECT ST_MakePolygon(ST_AddPoint(ring.line, ST_StartPoint(ring.line)))
    FROM (
        SELECT ST_MakeLine(
            ST_Project(centre::geography, metres, radians(360.0 * corner / 64))::geometry
            ORDER BY corner
        ) AS line
        FROM generate_series(0, 63) AS corner
    ) AS ring
);

-- A service area as one shape: geodesic circles, the areas of its pincodes, and its own polygon.
-- Entries that are not well formed are left out; NULL when nothing is left.
CREATE FUNCTION etl.service_area_shape(areas jsonb, polygon geometry) RETURNS geometry
LANGUAGE sql STABLE PARALLEL SAFE
-- The planner guesses thousands of rows, and would compile each call for 35 ms.
SET jit = off
RETURN (
    SELECT ST_Multi(ST_CollectionExtract(ST_Union(part.shape), 3))
    FROM (
        SELECT etl.geodesic_circle(
            geo.json_point(circle), round(radius::numeric, 20)::double precision * 1000
        )
        FROM jsonb_path_query(areas, 'lax $[*] ? (@.type == "radius")', '{}', true) AS circle
        CROSS JOIN LATERAL jsonb_path_query(
            circle, 'strict $.radiusKm ? (@ > 0 && @ <= 200)', '{}', true
        ) AS radius
        WHERE geo.json_point(circle) IS NOT NULL
        UNION ALL
        SELECT pincode.area
        FROM jsonb_path_query(areas, 'lax $[*] ? (@.type == "pincodes").pincodes[*]', '{}', true)
            AS served
        JOIN geo.pincodes AS pincode ON pincode.pincode = served #>> '{}'
        UNION ALL
        SELECT polygon
        WHERE ST_IsValid(polygon)
    ) AS part (shape)
);

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
    etl.service_area_shape(provider.service_areas, provider.service_area) AS service_area
FROM public.provider_profiles AS provider
JOIN public.users AS person ON person.id = provider.user_id
JOIN public.categories AS category ON category.id = provider.category_id
JOIN etl.provider_places AS place ON place.provider_id = provider.id
JOIN etl.reputation_parts AS parts ON parts.provider_id = provider.id;

CREATE UNIQUE INDEX provider_directory_key ON analytics.provider_directory (provider_id);
CREATE INDEX provider_directory_area ON analytics.provider_directory USING gist (service_area);
COMMENT ON MATERIALIZED VIEW analytics.provider_directory IS
    'Every provider with its place, standing, reputation and the parts of it.';

-- The reviews that the public sees: published, not flagged. Words with contact details are hidden.
CREATE MATERIALIZED VIEW analytics.provider_reviews AS
SELECT
    id AS review_id,
    provider_id,
    etl.business_day(created_at) AS day,
    created_at,
    overall_rating,
    quality_rating,
    punctuality_rating,
    professionalism_rating,
    value_rating,
    CASE WHEN etl.has_contact_details(comment) THEN '(contact details)' ELSE comment END AS comment,
    CASE WHEN etl.has_contact_details(provider_response) THEN '(contact details)'
        ELSE provider_response END AS provider_response,
    sentiment
FROM public.reviews
WHERE is_published AND NOT is_flagged;

CREATE UNIQUE INDEX provider_reviews_key ON analytics.provider_reviews (review_id);
CREATE INDEX provider_reviews_provider ON analytics.provider_reviews (provider_id, created_at DESC);
COMMENT ON MATERIALIZED VIEW analytics.provider_reviews IS 'Published, unflagged reviews.';

-- Active providers in one line each: the document's columns, each side aggregated before the join,
-- so that reviews never multiply bookings. Revenue is never summed across currencies: total_revenue
-- is NULL for a provider who earned in several, and revenue_by_currency holds them all.
CREATE MATERIALIZED VIEW analytics.provider_stats_summary AS
WITH currency_totals AS (
    SELECT
        provider_id,
        currency,
        count(*) AS bookings,
        count(*) FILTER (WHERE status = 'COMPLETED') AS completed,
        COALESCE(sum(final_price) FILTER (WHERE status = 'COMPLETED'), 0) AS revenue
    FROM public.bookings
    GROUP BY provider_id, currency
),
booking_totals AS (
    SELECT
        provider_id,
        sum(bookings)::bigint AS total_bookings,
        sum(completed)::bigint AS completed_bookings,
        CASE WHEN count(*) = 1 THEN min(currency) END AS currency,
        CASE WHEN count(*) = 1 THEN min(revenue) END AS total_revenue,
        jsonb_object_agg(currency, revenue) AS revenue_by_currency
    FROM currency_totals
    GROUP BY provider_id
),
review_totals AS (
    SELECT provider_id, count(*) AS review_count, avg(overall_rating) AS avg_review_rating
    FROM public.reviews
    GROUP BY provider_id
)
SELECT
    provider.id AS provider_id,
    provider.user_id,
    person.name,
    category.name AS category,
    provider.average_rating,
    provider.reputation_score,
    provider.completed_jobs,
    COALESCE(booking.total_bookings, 0) AS total_bookings,
    COALESCE(booking.completed_bookings, 0) AS completed_bookings,
    COALESCE(review.review_count, 0) AS review_count,
    review.avg_review_rating::numeric(3, 2) AS avg_review_rating,
    CASE WHEN booking.provider_id IS NULL THEN 0 ELSE booking.total_revenue END AS total_revenue,
    booking.currency,
    COALESCE(booking.revenue_by_currency, '{}') AS revenue_by_currency
FROM public.provider_profiles AS provider
JOIN public.users AS person ON person.id = provider.user_id
JOIN public.categories AS category ON category.id = provider.category_id
LEFT JOIN booking_totals AS booking ON booking.provider_id = provider.id
LEFT JOIN review_totals AS review ON review.provider_id = provider.id
WHERE provider.is_active;

CREATE UNIQUE INDEX idx_provider_stats_summary ON analytics.provider_stats_summary (provider_id);
COMMENT ON MATERIALIZED VIEW analytics.provider_stats_summary IS 'Active providers, one line each.';

-- What happened to each provider on each day, by currency; days with activity only.
-- Requests and the time to respond count on the day of the request, other events on their own.
CREATE MATERIALIZED VIEW analytics.provider_stats_daily AS
WITH disputes AS (
    SELECT booking_id, min(created_at) AS disputed_at
    FROM public.booking_status_history
    WHERE status = 'DISPUTED'
    GROUP BY booking_id
),
events AS (
    SELECT etl.business_day(booking.created_at) AS day, booking.provider_id, booking.currency,
        'requested' AS kind, NULL::numeric AS amount, NULL::numeric AS earnings,
        booking.provider_response_time AS quantity
    FROM public.bookings AS booking
    UNION ALL
    SELECT etl.business_day(moment.at), booking.provider_id, booking.currency,
        moment.kind, NULL, NULL, NULL
    FROM public.bookings AS booking
    LEFT JOIN disputes AS dispute ON dispute.booking_id = booking.id
    CROSS JOIN LATERAL (VALUES
        ('confirmed', booking.confirmed_at),
        ('completed', booking.completed_at),
        ('cancelled', booking.cancelled_at),
        ('disputed', dispute.disputed_at)
    ) AS moment (kind, at)
    WHERE moment.at IS NOT NULL
    UNION ALL
    SELECT etl.business_day(payment.paid_at), booking.provider_id, payment.currency,
        'paid', payment.amount, payment.provider_earnings, NULL
    FROM public.payments AS payment
    JOIN public.bookings AS booking ON booking.id = payment.booking_id
    WHERE payment.paid_at IS NOT NULL
        AND payment.status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
    UNION ALL
    SELECT etl.business_day(review.created_at), review.provider_id, booking.currency,
        'reviewed', NULL, NULL, review.overall_rating
    FROM public.reviews AS review
    JOIN public.bookings AS booking ON booking.id = review.booking_id
    WHERE review.is_published AND NOT review.is_flagged
)
SELECT
    day,
    provider_id,
    currency,
    count(*) FILTER (WHERE kind = 'requested') AS requested,
    count(*) FILTER (WHERE kind = 'confirmed') AS confirmed,
    count(*) FILTER (WHERE kind = 'completed') AS completed,
    count(*) FILTER (WHERE kind = 'cancelled') AS cancelled,
    count(*) FILTER (WHERE kind = 'disputed') AS disputed,
    COALESCE(sum(amount) FILTER (WHERE kind = 'paid'), 0) AS gross_amount,
    COALESCE(sum(earnings) FILTER (WHERE kind = 'paid'), 0) AS provider_earnings,
    count(*) FILTER (WHERE kind = 'reviewed') AS reviews,
    COALESCE(sum(quantity) FILTER (WHERE kind = 'reviewed'), 0)::bigint AS rating_sum,
    COALESCE(sum(quantity) FILTER (WHERE kind = 'requested'), 0)::bigint AS response_seconds_sum,
    count(quantity) FILTER (WHERE kind = 'requested') AS response_count
FROM events
GROUP BY day, provider_id, currency;

CREATE UNIQUE INDEX provider_stats_daily_key
    ON analytics.provider_stats_daily (day, provider_id, currency);
CREATE INDEX provider_stats_daily_provider ON analytics.provider_stats_daily (provider_id, day);
COMMENT ON MATERIALIZED VIEW analytics.provider_stats_daily IS
    'What happened to each provider on each day, by currency.';

-- What happened in each category on each day, by currency. A provider is active on a day with any
-- event of its own; a customer counts on a day with a request.
CREATE MATERIALIZED VIEW analytics.category_stats_daily AS
WITH customers AS (
    SELECT
        etl.business_day(booking.created_at) AS day,
        place.category_id,
        booking.currency,
        count(DISTINCT booking.customer_id) AS customers
    FROM public.bookings AS booking
    JOIN etl.provider_places AS place ON place.provider_id = booking.provider_id
    GROUP BY 1, 2, 3
),
events AS (
    SELECT
        stats.day,
        place.category_id,
        stats.currency,
        sum(stats.requested)::bigint AS requested,
        sum(stats.confirmed)::bigint AS confirmed,
        sum(stats.completed)::bigint AS completed,
        sum(stats.cancelled)::bigint AS cancelled,
        sum(stats.disputed)::bigint AS disputed,
        sum(stats.gross_amount) AS gross_amount,
        sum(stats.provider_earnings) AS provider_earnings,
        sum(stats.reviews)::bigint AS reviews,
        sum(stats.rating_sum)::bigint AS rating_sum,
        sum(stats.response_seconds_sum)::bigint AS response_seconds_sum,
        sum(stats.response_count)::bigint AS response_count,
        count(*) AS active_providers
    FROM analytics.provider_stats_daily AS stats
    JOIN etl.provider_places AS place ON place.provider_id = stats.provider_id
    GROUP BY stats.day, place.category_id, stats.currency
)
SELECT events.*, COALESCE(customers.customers, 0) AS customers
FROM events
LEFT JOIN customers USING (day, category_id, currency);

CREATE UNIQUE INDEX category_stats_daily_key
    ON analytics.category_stats_daily (day, category_id, currency);
COMMENT ON MATERIALIZED VIEW analytics.category_stats_daily IS
    'What happened in each category on each day, by currency.';

-- Bookings that ever reached each stage, by the business day on which they were requested.
-- A stage counts when its own mark is there (timestamp, status, payment, review) or a later one's.
CREATE MATERIALIZED VIEW analytics.booking_funnel_daily AS
WITH marks AS (
    SELECT
        booking.*,
        CASE WHEN booking.status = 'CANCELLED' THEN booking.cancelled_by END AS cancelled_by_now,
        CASE WHEN booking.completed_at >= booking.created_at
            THEN extract(EPOCH FROM booking.completed_at - booking.created_at) END
            AS completion_seconds,
        review.id IS NOT NULL AS has_review,
        payment.paid_at IS NOT NULL
            AND payment.status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED') AS has_payment,
        booking.status = 'DISPUTED' OR EXISTS (
            SELECT FROM public.booking_status_history AS history
            WHERE history.booking_id = booking.id AND history.status = 'DISPUTED'
        ) AS has_dispute
    FROM public.bookings AS booking
    LEFT JOIN public.payments AS payment ON payment.booking_id = booking.id
    LEFT JOIN public.reviews AS review ON review.booking_id = booking.id
),
reached AS (
    SELECT
        marks.*,
        CASE
            WHEN has_review THEN 6
            WHEN has_payment THEN 5
            WHEN completed_at IS NOT NULL OR status = 'COMPLETED' THEN 4
            WHEN started_at IS NOT NULL OR status = 'IN_PROGRESS' THEN 3
            WHEN confirmed_at IS NOT NULL OR status = 'CONFIRMED' THEN 2
            WHEN provider_viewed_at IS NOT NULL OR provider_response_time IS NOT NULL THEN 1
            ELSE 0
        END AS stage
    FROM marks
)
SELECT
    etl.business_day(reached.created_at) AS cohort_day,
    reached.currency,
    place.category_id,
    place.district,
    count(*) AS requested,
    count(*) FILTER (WHERE stage >= 1) AS viewed,
    count(*) FILTER (WHERE stage >= 2) AS confirmed,
    count(*) FILTER (WHERE stage >= 3) AS started,
    count(*) FILTER (WHERE stage >= 4) AS completed,
    count(*) FILTER (WHERE stage >= 5) AS paid,
    count(*) FILTER (WHERE stage >= 6) AS reviewed,
    count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled,
    count(*) FILTER (WHERE cancelled_by_now = 'CUSTOMER') AS cancelled_by_customer,
    count(*) FILTER (WHERE cancelled_by_now = 'PROVIDER') AS cancelled_by_provider,
    count(*) FILTER (WHERE cancelled_by_now = 'ADMIN') AS cancelled_by_admin,
    count(*) FILTER (WHERE cancelled_by_now = 'SYSTEM') AS cancelled_by_system,
    count(*) FILTER (WHERE has_dispute) AS disputed,
    count(*) FILTER (WHERE status IN ('PENDING', 'CONFIRMED', 'IN_PROGRESS')) AS open,
    COALESCE(sum(provider_response_time), 0)::bigint AS response_seconds_sum,
    count(provider_response_time) AS response_count,
    COALESCE(sum(completion_seconds), 0) AS completion_seconds_sum,
    count(completion_seconds) AS completion_count,
    COALESCE(sum(quoted_price), 0) AS quoted_amount,
    COALESCE(sum(final_price), 0) AS final_amount
FROM reached
JOIN etl.provider_places AS place ON place.provider_id = reached.provider_id
GROUP BY 1, 2, 3, 4;

CREATE UNIQUE INDEX booking_funnel_daily_key
    ON analytics.booking_funnel_daily (cohort_day, currency, category_id, district);
COMMENT ON MATERIALIZED VIEW analytics.booking_funnel_daily IS
    'Bookings that ever reached each stage, by the day they were requested.';

-- Money by the day on which it moved: paid_at, for refunds refunded_at, for failures created_at.
-- The platform fee is the stored amount, else amount x percent, rounded to the paisa.
CREATE MATERIALIZED VIEW analytics.revenue_summary_daily AS
WITH movements AS (
    SELECT
        etl.business_day(paid_at) AS day, booking_id, currency, method,
        1 AS payments, amount AS gross_amount,
        COALESCE(platform_fee, round(amount * platform_fee_percent / 100, 2), 0) AS platform_fee,
        COALESCE(tax_amount, 0) AS tax_amount,
        COALESCE(provider_earnings, 0) AS provider_earnings,
        0 AS refunds, 0::numeric AS refund_amount, 0 AS failed_payments
    FROM public.payments
    WHERE paid_at IS NOT NULL AND status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
    UNION ALL
    SELECT
        etl.business_day(refunded_at), booking_id, currency, method,
        0, 0, 0, 0, 0,
        1, COALESCE(refund_amount, CASE status WHEN 'REFUNDED' THEN amount ELSE 0 END), 0
    FROM public.payments
    WHERE refunded_at IS NOT NULL AND status IN ('REFUNDED', 'PARTIALLY_REFUNDED')
    UNION ALL
    SELECT
        etl.business_day(created_at), booking_id, currency, method,
        0, 0, 0, 0, 0,
        0, 0, 1
    FROM public.payments
    WHERE status = 'FAILED'
)
SELECT
    movement.day,
    movement.currency,
    movement.method::text AS method,
    place.category_id,
    place.district,
    sum(movement.payments)::bigint AS payments,
    sum(movement.gross_amount) AS gross_amount,
    sum(movement.platform_fee) AS platform_fee,
    sum(movement.tax_amount) AS tax_amount,
    sum(movement.provider_earnings) AS provider_earnings,
    sum(movement.refunds)::bigint AS refunds,
    sum(movement.refund_amount) AS refund_amount,
    sum(movement.gross_amount) - sum(movement.refund_amount) AS net_amount,
    sum(movement.failed_payments)::bigint AS failed_payments
FROM movements AS movement
JOIN public.bookings AS booking ON booking.id = movement.booking_id
JOIN etl.provider_places AS place ON place.provider_id = booking.provider_id
GROUP BY 1, 2, 3, 4, 5;

CREATE UNIQUE INDEX revenue_summary_daily_key
    ON analytics.revenue_summary_daily (day, currency, method, category_id, district);
COMMENT ON MATERIALIZED VIEW analytics.revenue_summary_daily IS
    'Payments, fees, tax, earnings and refunds by the day on which the money moved.';

-- Searches by day and district. Distinct users and sessions are HyperLogLog sketches (exact while
-- small, 0.8 % standard error), response times are counts per logarithmic bucket (1 %): both merge.
CREATE MATERIALIZED VIEW analytics.search_stats_daily AS
WITH totals AS (
    SELECT
        day,
        district,
        count(*) AS searches,
        count(*) FILTER (WHERE is_zero_result) AS zero_results,
        count(*) FILTER (WHERE is_clicked) AS clicked,
        count(click_position) AS positioned_clicks,
        COALESCE(sum(click_position), 0)::bigint AS click_position_sum,
        COALESCE(sum(1.0 / click_position), 0) AS reciprocal_rank_sum,
        hll_add_agg(hll_hash_text(user_id), 14) AS users,
        hll_add_agg(hll_hash_text(session_id), 14) AS sessions
    FROM etl.located_searches
    GROUP BY day, district
),
bucket_counts AS (
    SELECT day, district, etl.response_bucket(response_time) AS bucket, count(*) AS searches
    FROM etl.located_searches
    WHERE response_time IS NOT NULL
    GROUP BY day, district, bucket
),
response_times AS (
    SELECT day, district, jsonb_object_agg(bucket, searches) AS response_buckets
    FROM bucket_counts
    GROUP BY day, district
)
SELECT totals.*, COALESCE(response_times.response_buckets, '{}') AS response_buckets
FROM totals
LEFT JOIN response_times USING (day, district);

CREATE UNIQUE INDEX search_stats_daily_key ON analytics.search_stats_daily (day, district);
COMMENT ON MATERIALIZED VIEW analytics.search_stats_daily IS 'Searches by day and district.';

-- Searches by day, district and hour of the business day.
CREATE MATERIALIZED VIEW analytics.search_hours_daily AS
SELECT
    day,
    district,
    hour,
    count(*) AS searches,
    count(*) FILTER (WHERE is_zero_result) AS zero_results,
    count(*) FILTER (WHERE is_clicked) AS clicked
FROM etl.located_searches
GROUP BY day, district, hour;

CREATE UNIQUE INDEX search_hours_daily_key ON analytics.search_hours_daily (day, district, hour);
COMMENT ON MATERIALIZED VIEW analytics.search_hours_daily IS 'Searches by day, district and hour.';

-- What people typed: searches by day and term.
CREATE MATERIALIZED VIEW analytics.search_terms_daily AS
SELECT
    day,
    term,
    count(*) AS searches,
    count(*) FILTER (WHERE is_zero_result) AS zero_results,
    count(*) FILTER (WHERE is_clicked) AS clicked
FROM etl.located_searches
GROUP BY day, term;

CREATE UNIQUE INDEX search_terms_daily_key ON analytics.search_terms_daily (day, term);
COMMENT ON MATERIALIZED VIEW analytics.search_terms_daily IS 'Searches by day and term.';

-- Where people searched, and for what category: searches by day, map cell, district of the search
-- point (a cell on a border has two; `Unknown` outside) and category. `customers` is a sketch of
-- the people (the user, else the session), so that cells with few of them can be hidden.
CREATE MATERIALIZED VIEW analytics.search_demand_daily AS
SELECT
    day,
    h3_cell,
    district,
    category_id,
    count(*) AS searches,
    count(*) FILTER (WHERE is_zero_result) AS zero_results,
    count(*) FILTER (WHERE NOT is_clicked) AS unclicked,
    hll_add_agg(hll_hash_text(COALESCE(user_id, session_id)), 14) AS customers
FROM etl.located_searches
WHERE h3_cell IS NOT NULL
GROUP BY day, h3_cell, district, category_id;

CREATE UNIQUE INDEX search_demand_daily_key
    ON analytics.search_demand_daily (day, h3_cell, district, category_id) NULLS NOT DISTINCT;
COMMENT ON MATERIALIZED VIEW analytics.search_demand_daily IS
    'Searches by day, map cell, district and category.';

-- Who serves each map cell (H3 resolution 8): active, approved providers whose area covers it.
CREATE MATERIALIZED VIEW analytics.coverage_cells AS
SELECT
    cell.h3_cell,
    provider.category_id,
    count(*) AS providers,
    count(*) FILTER (WHERE provider.aadhaar_verified) AS verified_providers,
    max(provider.reputation_score) AS best_reputation
FROM public.provider_profiles AS provider
JOIN etl.service_area_cells AS area ON area.provider_id = provider.id
CROSS JOIN LATERAL unnest(area.cells) AS cell (h3_cell)
WHERE provider.is_active AND provider.profile_status = 'APPROVED'
GROUP BY cell.h3_cell, provider.category_id;

CREATE UNIQUE INDEX coverage_cells_key ON analytics.coverage_cells (h3_cell, category_id);
COMMENT ON MATERIALIZED VIEW analytics.coverage_cells IS
    'Active, approved providers whose service area covers each map cell.';

-- Every published state of the analytics schema. The newest row is what readers see; it is written
-- in the transaction that refreshed every object, so that no reader sees a mix of two versions.
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

COMMENT ON TABLE analytics.data_versions IS 'Every published state of the analytics schema.';
COMMENT ON COLUMN analytics.data_versions.as_of IS
    'Everything committed before this moment is in.';
COMMENT ON COLUMN analytics.data_versions.watermarks IS
    'How far each source table had come: {table: {"rows": count, "newest": time}}.';
COMMENT ON COLUMN analytics.data_versions.objects IS
    'Per object: {name: {"rows": count, "checksum": order-independent, "seconds": taken}}.';
