-- Back to views that recompute everything from the source tables.

DROP TRIGGER pincodes_mark ON geo.pincodes;
DROP TRIGGER districts_mark ON geo.districts;
DROP TRIGGER provider_profiles_mark_places ON public.provider_profiles;
DROP TRIGGER system_config_mark ON public.system_config;
DROP TRIGGER provider_profiles_mark ON public.provider_profiles;
DROP TRIGGER categories_mark ON public.categories;
DROP TRIGGER users_mark_updated ON public.users;
DROP TRIGGER users_mark_inserted_or_deleted ON public.users;
DROP TRIGGER search_logs_mark_truncated ON public.search_logs;
DROP TRIGGER search_logs_mark_deleted ON public.search_logs;
DROP TRIGGER search_logs_mark_updated_to ON public.search_logs;
DROP TRIGGER search_logs_mark_updated_from ON public.search_logs;
DROP TRIGGER search_logs_mark_inserted ON public.search_logs;
DROP TRIGGER booking_status_history_mark_truncated ON public.booking_status_history;
DROP TRIGGER booking_status_history_mark_deleted ON public.booking_status_history;
DROP TRIGGER booking_status_history_mark_updated ON public.booking_status_history;
DROP TRIGGER booking_status_history_mark_inserted ON public.booking_status_history;
DROP TRIGGER reviews_mark_truncated ON public.reviews;
DROP TRIGGER reviews_mark_deleted ON public.reviews;
DROP TRIGGER reviews_mark_updated ON public.reviews;
DROP TRIGGER reviews_mark_inserted ON public.reviews;
DROP TRIGGER payments_mark_truncated ON public.payments;
DROP TRIGGER payments_mark_deleted ON public.payments;
DROP TRIGGER payments_mark_updated ON public.payments;
DROP TRIGGER payments_mark_inserted ON public.payments;
DROP TRIGGER bookings_mark_truncated ON public.bookings;
DROP TRIGGER bookings_mark_deleted ON public.bookings;
DROP TRIGGER bookings_mark_updated ON public.bookings;
DROP TRIGGER bookings_mark_inserted ON public.bookings;

DROP VIEW analytics.search_demand_daily;
DROP VIEW analytics.search_terms_daily;
DROP VIEW analytics.search_hours_daily;
DROP VIEW analytics.search_stats_daily;
DROP MATERIALIZED VIEW analytics.revenue_summary_daily;
DROP MATERIALIZED VIEW analytics.booking_funnel_daily;
DROP MATERIALIZED VIEW analytics.category_stats_daily;
DROP VIEW analytics.provider_stats_daily;

DROP FUNCTION rollup.days_of_bookings;
DROP FUNCTION etl.mark_old_searches;
DROP FUNCTION etl.mark_new_searches;
DROP FUNCTION etl.mark_old_disputes;
DROP FUNCTION etl.mark_new_disputes;
DROP FUNCTION etl.mark_old_reviews;
DROP FUNCTION etl.mark_new_reviews;
DROP FUNCTION etl.mark_old_payments;
DROP FUNCTION etl.mark_new_payments;
DROP FUNCTION etl.mark_old_bookings;
DROP FUNCTION etl.mark_new_bookings;
DROP FUNCTION etl.mark_places;
DROP FUNCTION etl.mark_all;
DROP TABLE etl.dirty_bookings;
DROP TABLE etl.dirty_days;
DROP FUNCTION rollup.present_booking_days;
DROP FUNCTION rollup.compute_search_demand;
DROP TABLE rollup.search_demand;
DROP FUNCTION rollup.compute_search_terms;
DROP TABLE rollup.search_terms;
DROP FUNCTION rollup.compute_search_hours;
DROP TABLE rollup.search_hours;
DROP FUNCTION rollup.compute_search_days;
DROP TABLE rollup.search_days;
DROP FUNCTION rollup.compute_customer_days;
DROP TABLE rollup.customer_days;
DROP FUNCTION rollup.compute_revenue_days;
DROP TABLE rollup.revenue_days;
DROP FUNCTION rollup.compute_booking_cohorts;
DROP TABLE rollup.booking_cohorts;
DROP FUNCTION rollup.compute_provider_days;
DROP TABLE rollup.provider_days;
DROP FUNCTION rollup.present_search_days;
DROP TABLE rollup.day_checksums;
DROP FUNCTION rollup.day_spans;
DROP FUNCTION rollup.has_day;
DROP INDEX public.bookings_confirmed_at_idx;
DROP INDEX public.bookings_completed_at_idx;
DROP INDEX public.bookings_cancelled_at_idx;
DROP INDEX public.payments_refunded_at_idx;
DROP VIEW etl.located_searches;

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
