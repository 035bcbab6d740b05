-- Back to materialized views that are refreshed whole.

DROP VIEW analytics.coverage_cells;
DROP VIEW analytics.revenue_summary_daily;
DROP VIEW analytics.booking_funnel_daily;
DROP VIEW analytics.category_stats_daily;
DROP MATERIALIZED VIEW analytics.provider_stats_summary;
DROP VIEW analytics.provider_reviews;
DROP MATERIALIZED VIEW analytics.provider_directory;
DROP VIEW etl.serving_providers;

DROP FUNCTION rollup.compute_some_coverage_cells;
DROP FUNCTION rollup.compute_coverage_cells;
DROP TABLE rollup.coverage_checksums;
DROP TABLE rollup.coverage_cells;
DROP TABLE rollup.serving_providers;
DROP FUNCTION rollup.block_of_cell;
DROP FUNCTION rollup.compute_category_stats;
DROP TABLE rollup.category_stats;
DROP FUNCTION rollup.compute_revenue_summary;
DROP TABLE rollup.revenue_summary;
DROP FUNCTION rollup.compute_booking_funnel;
DROP TABLE rollup.booking_funnel;
DROP FUNCTION rollup.days_of_providers;
DROP TABLE rollup.provider_places;
DROP FUNCTION rollup.provider_facts;
DROP FUNCTION rollup.compute_provider_totals;
DROP TABLE rollup.provider_totals;

CREATE OR REPLACE FUNCTION rollup.present_booking_days() RETURNS SETOF date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT etl.business_day(event.at)
    FROM public.bookings
    CROSS JOIN LATERAL (
        VALUES (created_at), (confirmed_at), (completed_at), (cancelled_at)
    ) AS event (at)
    WHERE rollup.has_day(event.at)
    UNION
    SELECT etl.business_day(event.at)
    FROM public.payments
    CROSS JOIN LATERAL (VALUES (created_at), (paid_at), (refunded_at)) AS event (at)
    WHERE rollup.has_day(event.at)
    UNION
    SELECT etl.business_day(created_at) FROM public.reviews WHERE rollup.has_day(created_at)
    UNION
    SELECT etl.business_day(created_at)
    FROM public.booking_status_history
    WHERE status = 'DISPUTED' AND rollup.has_day(created_at)
    UNION
    SELECT day FROM rollup.provider_days
    UNION
    SELECT day FROM rollup.booking_cohorts
    UNION
    SELECT day FROM rollup.revenue_days;
END;

DROP FUNCTION rollup.compute_source_days;
DROP TABLE rollup.source_days;
DROP FUNCTION rollup.compute_reviews;
DROP TABLE rollup.reviews;
DROP INDEX rollup.revenue_days_provider;
DROP INDEX rollup.booking_cohorts_provider;

DROP FUNCTION rollup.compute_booking_cohorts;
ALTER TABLE rollup.booking_cohorts
    DROP COLUMN completed_bookings,
    DROP COLUMN completed_amount;

CREATE FUNCTION rollup.compute_booking_cohorts(days date[]) RETURNS SETOF rollup.booking_cohorts
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH marks AS (
        SELECT
            span.day,
            booking.*,
            CASE WHEN booking.status = 'CANCELLED' THEN booking.cancelled_by END
                AS cancelled_by_now,
            CASE WHEN booking.completed_at >= booking.created_at
                THEN extract(EPOCH FROM booking.completed_at - booking.created_at) END
                AS completion_seconds,
            review.id IS NOT NULL AS has_review,
            payment.paid_at IS NOT NULL
                AND payment.status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
                AS has_payment,
            booking.status = 'DISPUTED' OR EXISTS (
                SELECT
                FROM public.booking_status_history AS history
                WHERE history.booking_id = booking.id AND history.status = 'DISPUTED'
            ) AS has_dispute
        FROM rollup.day_spans(days) AS span
        JOIN public.bookings AS booking
            ON booking.created_at >= span.starts_at AND booking.created_at < span.ends_at
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
        day,
        provider_id,
        currency,
        count(*),
        count(*) FILTER (WHERE stage >= 1),
        count(*) FILTER (WHERE stage >= 2),
        count(*) FILTER (WHERE stage >= 3),
        count(*) FILTER (WHERE stage >= 4),
        count(*) FILTER (WHERE stage >= 5),
        count(*) FILTER (WHERE stage >= 6),
        count(*) FILTER (WHERE status = 'CANCELLED'),
        count(*) FILTER (WHERE cancelled_by_now = 'CUSTOMER'),
        count(*) FILTER (WHERE cancelled_by_now = 'PROVIDER'),
        count(*) FILTER (WHERE cancelled_by_now = 'ADMIN'),
        count(*) FILTER (WHERE cancelled_by_now = 'SYSTEM'),
        count(*) FILTER (WHERE has_dispute),
        count(*) FILTER (WHERE status IN ('PENDING', 'CONFIRMED', 'IN_PROGRESS')),
        COALESCE(sum(provider_response_time), 0)::bigint,
        count(provider_response_time),
        COALESCE(sum(completion_seconds), 0),
        count(completion_seconds),
        COALESCE(sum(quoted_price), 0),
        COALESCE(sum(final_price), 0)
    FROM reached
    GROUP BY day, provider_id, currency;
END;
REVOKE EXECUTE ON FUNCTION rollup.compute_booking_cohorts FROM PUBLIC;

CREATE OR REPLACE FUNCTION rollup.compute_provider_days(days date[]) RETURNS SETOF rollup.provider_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH events AS (
        SELECT span.day, booking.provider_id, booking.currency, 'requested' AS kind,
            NULL::numeric AS amount, NULL::numeric AS earnings,
            booking.provider_response_time AS quantity
        FROM rollup.day_spans(days) AS span
        JOIN public.bookings AS booking
            ON booking.created_at >= span.starts_at AND booking.created_at < span.ends_at
        UNION ALL
        SELECT span.day, booking.provider_id, booking.currency, 'confirmed', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        JOIN public.bookings AS booking
            ON booking.confirmed_at >= span.starts_at AND booking.confirmed_at < span.ends_at
        UNION ALL
        SELECT span.day, booking.provider_id, booking.currency, 'completed', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        JOIN public.bookings AS booking
            ON booking.completed_at >= span.starts_at AND booking.completed_at < span.ends_at
        UNION ALL
        SELECT span.day, booking.provider_id, booking.currency, 'cancelled', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        JOIN public.bookings AS booking
            ON booking.cancelled_at >= span.starts_at AND booking.cancelled_at < span.ends_at
        UNION ALL
        -- the first dispute of a booking; of two at the same moment, either
        SELECT span.day, booking.provider_id, booking.currency, 'disputed', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        JOIN public.booking_status_history AS dispute
            ON dispute.created_at >= span.starts_at AND dispute.created_at < span.ends_at
            AND dispute.status = 'DISPUTED'
        JOIN public.bookings AS booking ON booking.id = dispute.booking_id
        WHERE NOT EXISTS (
            SELECT
            FROM public.booking_status_history AS earlier
            WHERE earlier.booking_id = dispute.booking_id AND earlier.status = 'DISPUTED'
                AND (earlier.created_at, earlier.id) < (dispute.created_at, dispute.id)
        )
        UNION ALL
        SELECT span.day, booking.provider_id, payment.currency, 'paid',
            payment.amount, payment.provider_earnings, NULL
        FROM rollup.day_spans(days) AS span
        JOIN public.payments AS payment
            ON payment.paid_at >= span.starts_at AND payment.paid_at < span.ends_at
            AND payment.status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
        JOIN public.bookings AS booking ON booking.id = payment.booking_id
        UNION ALL
        SELECT span.day, review.provider_id, booking.currency, 'reviewed',
            NULL, NULL, review.overall_rating
        FROM rollup.day_spans(days) AS span
        JOIN public.reviews AS review
            ON review.created_at >= span.starts_at AND review.created_at < span.ends_at
            AND review.is_published AND NOT review.is_flagged
        JOIN public.bookings AS booking ON booking.id = review.booking_id
    )
    SELECT
        day,
        provider_id,
        currency,
        count(*) FILTER (WHERE kind = 'requested'),
        count(*) FILTER (WHERE kind = 'confirmed'),
        count(*) FILTER (WHERE kind = 'completed'),
        count(*) FILTER (WHERE kind = 'cancelled'),
        count(*) FILTER (WHERE kind = 'disputed'),
        COALESCE(sum(amount) FILTER (WHERE kind = 'paid'), 0),
        COALESCE(sum(earnings) FILTER (WHERE kind = 'paid'), 0),
        count(*) FILTER (WHERE kind = 'reviewed'),
        COALESCE(sum(quantity) FILTER (WHERE kind = 'reviewed'), 0)::bigint,
        COALESCE(sum(quantity) FILTER (WHERE kind = 'requested'), 0)::bigint,
        count(quantity) FILTER (WHERE kind = 'requested')
    FROM events
    GROUP BY day, provider_id, currency;
END;

CREATE OR REPLACE FUNCTION rollup.compute_revenue_days(days date[]) RETURNS SETOF rollup.revenue_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH movements AS (
        SELECT
            span.day, payment.booking_id, payment.currency, payment.method,
            1 AS payments, payment.amount AS gross_amount,
            COALESCE(
                payment.platform_fee, round(payment.amount * payment.platform_fee_percent / 100, 2),
                0
            ) AS platform_fee,
            COALESCE(payment.tax_amount, 0) AS tax_amount,
            COALESCE(payment.provider_earnings, 0) AS provider_earnings,
            0 AS refunds, 0::numeric AS refund_amount, 0 AS failed_payments
        FROM rollup.day_spans(days) AS span
        JOIN public.payments AS payment
            ON payment.paid_at >= span.starts_at AND payment.paid_at < span.ends_at
            AND payment.status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
        UNION ALL
        SELECT
            span.day, payment.booking_id, payment.currency, payment.method,
            0, 0, 0, 0, 0,
            1,
            COALESCE(
                payment.refund_amount,
                CASE payment.status WHEN 'REFUNDED' THEN payment.amount ELSE 0 END
            ),
            0
        FROM rollup.day_spans(days) AS span
        JOIN public.payments AS payment
            ON payment.refunded_at >= span.starts_at AND payment.refunded_at < span.ends_at
            AND payment.status IN ('REFUNDED', 'PARTIALLY_REFUNDED')
        UNION ALL
        SELECT
            span.day, payment.booking_id, payment.currency, payment.method,
            0, 0, 0, 0, 0,
            0, 0, 1
        FROM rollup.day_spans(days) AS span
        JOIN public.payments AS payment
            ON payment.created_at >= span.starts_at AND payment.created_at < span.ends_at
            AND payment.status = 'FAILED'
    )
    SELECT
        movement.day,
        booking.provider_id,
        movement.currency,
        movement.method::text,
        sum(movement.payments)::bigint,
        sum(movement.gross_amount),
        sum(movement.platform_fee),
        sum(movement.tax_amount),
        sum(movement.provider_earnings),
        sum(movement.refunds)::bigint,
        sum(movement.refund_amount),
        sum(movement.failed_payments)::bigint
    FROM movements AS movement
    JOIN public.bookings AS booking ON booking.id = movement.booking_id
    GROUP BY movement.day, booking.provider_id, movement.currency, movement.method;
END;

CREATE OR REPLACE FUNCTION rollup.compute_search_days(days date[]) RETURNS SETOF rollup.search_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH totals AS (
        SELECT
            span.day,
            search.district,
            count(*) AS searches,
            count(*) FILTER (WHERE search.is_zero_result) AS zero_results,
            count(*) FILTER (WHERE search.is_clicked) AS clicked,
            count(search.click_position) AS positioned_clicks,
            COALESCE(sum(search.click_position), 0)::bigint AS click_position_sum,
            COALESCE(sum(1.0 / search.click_position), 0) AS reciprocal_rank_sum,
            hll_add_agg(hll_hash_text(search.user_id), 14) AS users,
            hll_add_agg(hll_hash_text(search.session_id), 14) AS sessions
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT * FROM etl.located_searches AS located
            WHERE located.created_at >= span.starts_at AND located.created_at < span.ends_at
            OFFSET 0
        ) AS search
        GROUP BY span.day, search.district
    ),
    bucket_counts AS (
        SELECT
            span.day,
            search.district,
            etl.response_bucket(search.response_time) AS bucket,
            count(*) AS searches
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT * FROM etl.located_searches AS located
            WHERE located.created_at >= span.starts_at AND located.created_at < span.ends_at
            OFFSET 0
        ) AS search
        WHERE search.response_time IS NOT NULL
        GROUP BY span.day, search.district, bucket
    ),
    response_times AS (
        SELECT day, district, jsonb_object_agg(bucket, searches) AS response_buckets
        FROM bucket_counts
        GROUP BY day, district
    )
    SELECT totals.*, COALESCE(response_times.response_buckets, '{}')
    FROM totals
    LEFT JOIN response_times USING (day, district);
END;

CREATE OR REPLACE FUNCTION rollup.compute_search_demand(days date[]) RETURNS SETOF rollup.search_demand
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        span.day,
        search.h3_cell,
        search.district,
        search.category,
        count(*),
        count(*) FILTER (WHERE search.is_zero_result),
        count(*) FILTER (WHERE NOT search.is_clicked),
        hll_add_agg(hll_hash_text(COALESCE(search.user_id, search.session_id)), 14)
    FROM rollup.day_spans(days) AS span
    CROSS JOIN LATERAL (
        SELECT * FROM etl.located_searches AS located
        WHERE located.created_at >= span.starts_at AND located.created_at < span.ends_at
        OFFSET 0
    ) AS search
    WHERE search.h3_cell IS NOT NULL
    GROUP BY span.day, search.h3_cell, search.district, search.category;
END;

CREATE OR REPLACE FUNCTION rollup.compute_customer_days(days date[]) RETURNS SETOF rollup.customer_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT span.day, booking.provider_id, booking.currency, booking.customer_id
    FROM rollup.day_spans(days) AS span
    JOIN public.bookings AS booking
        ON booking.created_at >= span.starts_at AND booking.created_at < span.ends_at;
END;

CREATE OR REPLACE FUNCTION etl.has_contact_details(words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN translate(words, '०१२३४५६७८९۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩', repeat('0', 30))
        ~ '(\d[\s!-+.-/:-@\u2000-\u206F-]*){10}'
    OR words ~ '[^\s@]\s*@\s*[^\s@]+\.[^\s@]';

CREATE OR REPLACE FUNCTION etl.search_term(query text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE
    WHEN etl.has_contact_details(query) THEN '(contact details)'
    ELSE left(
        btrim(regexp_replace(normalize(lower(query COLLATE "und-x-icu"), NFC), '\s+', ' ', 'g')),
        200
    )
END;

CREATE OR REPLACE FUNCTION etl.response_bucket(milliseconds integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE
    WHEN milliseconds < 1 THEN -1
    ELSE ceil(ln(milliseconds::double precision) / ln(1.01::double precision / 0.99))::integer
END;

CREATE OR REPLACE VIEW etl.provider_places AS
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

DROP FUNCTION rollup.booking_of;

DROP INDEX etl.service_area_cells_cells;
ALTER TABLE etl.service_area_cells
    DROP COLUMN shape,
    DROP COLUMN blocks,
    DROP COLUMN cells_hash;

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

-- What happened in each category on each day, by currency. A provider is active on a day with any
-- event of its own; a customer counts on a day with a request.
CREATE MATERIALIZED VIEW analytics.category_stats_daily AS
WITH customers AS (
    SELECT
        requested.day,
        place.category_id,
        requested.currency,
        count(DISTINCT requested.customer_id) AS customers
    FROM rollup.customer_days AS requested
    JOIN etl.provider_places AS place ON place.provider_id = requested.provider_id
    GROUP BY requested.day, place.category_id, requested.currency
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
    FROM rollup.provider_days AS stats
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

-- Bookings that ever reached each stage, by the business day on which they were requested, and by
-- the category and district that their provider belongs to now.
CREATE MATERIALIZED VIEW analytics.booking_funnel_daily AS
SELECT
    cohort.day AS cohort_day,
    cohort.currency,
    place.category_id,
    place.district,
    sum(cohort.requested)::bigint AS requested,
    sum(cohort.viewed)::bigint AS viewed,
    sum(cohort.confirmed)::bigint AS confirmed,
    sum(cohort.started)::bigint AS started,
    sum(cohort.completed)::bigint AS completed,
    sum(cohort.paid)::bigint AS paid,
    sum(cohort.reviewed)::bigint AS reviewed,
    sum(cohort.cancelled)::bigint AS cancelled,
    sum(cohort.cancelled_by_customer)::bigint AS cancelled_by_customer,
    sum(cohort.cancelled_by_provider)::bigint AS cancelled_by_provider,
    sum(cohort.cancelled_by_admin)::bigint AS cancelled_by_admin,
    sum(cohort.cancelled_by_system)::bigint AS cancelled_by_system,
    sum(cohort.disputed)::bigint AS disputed,
    sum(cohort.open)::bigint AS open,
    sum(cohort.response_seconds_sum)::bigint AS response_seconds_sum,
    sum(cohort.response_count)::bigint AS response_count,
    sum(cohort.completion_seconds_sum) AS completion_seconds_sum,
    sum(cohort.completion_count)::bigint AS completion_count,
    sum(cohort.quoted_amount) AS quoted_amount,
    sum(cohort.final_amount) AS final_amount
FROM rollup.booking_cohorts AS cohort
JOIN etl.provider_places AS place ON place.provider_id = cohort.provider_id
GROUP BY 1, 2, 3, 4;

CREATE UNIQUE INDEX booking_funnel_daily_key
    ON analytics.booking_funnel_daily (cohort_day, currency, category_id, district);
COMMENT ON MATERIALIZED VIEW analytics.booking_funnel_daily IS
    'Bookings that ever reached each stage, by the day they were requested.';

-- Money by the day on which it moved, and by the category and district that the provider belongs to
-- now.
CREATE MATERIALIZED VIEW analytics.revenue_summary_daily AS
SELECT
    revenue.day,
    revenue.currency,
    revenue.method,
    place.category_id,
    place.district,
    sum(revenue.payments)::bigint AS payments,
    sum(revenue.gross_amount) AS gross_amount,
    sum(revenue.platform_fee) AS platform_fee,
    sum(revenue.tax_amount) AS tax_amount,
    sum(revenue.provider_earnings) AS provider_earnings,
    sum(revenue.refunds)::bigint AS refunds,
    sum(revenue.refund_amount) AS refund_amount,
    sum(revenue.gross_amount) - sum(revenue.refund_amount) AS net_amount,
    sum(revenue.failed_payments)::bigint AS failed_payments
FROM rollup.revenue_days AS revenue
JOIN etl.provider_places AS place ON place.provider_id = revenue.provider_id
GROUP BY 1, 2, 3, 4, 5;

CREATE UNIQUE INDEX revenue_summary_daily_key
    ON analytics.revenue_summary_daily (day, currency, method, category_id, district);
COMMENT ON MATERIALIZED VIEW analytics.revenue_summary_daily IS
    'Payments, fees, tax, earnings and refunds by the day on which the money moved.';

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
