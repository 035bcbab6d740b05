-- Daily facts by provider and by district, what marks them, and the views over them.

-- What is published stays readable: rollups begin with what the views hold now.
ALTER VIEW etl.located_searches RENAME TO located_searches_before;

-- Searches with their district, map cell, term and category, as all rollups count them. The category
-- is what the filters say, whether it exists or not; no id is longer than 200 characters.
CREATE VIEW etl.located_searches AS
SELECT
    search.id,
    search.created_at,
    extract(HOUR FROM search.created_at AT TIME ZONE etl.business_time_zone())::integer AS hour,
    COALESCE(cell.district, 'Unknown') AS district,
    cell.h3_cell,
    CASE WHEN length(filter.category) <= 200 THEN filter.category END AS category,
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
CROSS JOIN LATERAL (
    SELECT COALESCE(search.filters ->> 'categoryId', search.filters ->> 'category_id') AS category
) AS filter;

-- The business days that rollups are computed by, and what each of them holds.

-- Whether a moment counts on a day: one that every reader of dates can read, not `infinity`.
CREATE FUNCTION rollup.has_day(moment timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN moment >= '0001-01-03 00:00+00' AND moment < '9999-12-30 00:00+00';

-- Each of the (distinct) days with the moments between which it lies.
-- Searches are joined to it LATERAL, behind OFFSET 0: a day then costs what lies in it, whatever the
-- planner believes; a misjudged join once set every day against the whole history.
CREATE FUNCTION rollup.day_spans(days date[])
RETURNS TABLE (day date, starts_at timestamptz, ends_at timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT day, etl.business_midnight(day), etl.business_midnight(day + 1)
    FROM unnest(days) AS day;
END;

-- Rows and order-independent checksum of each day of the published objects that read a rollup, so
-- that a refresh need not read the days that stayed as they were.
CREATE TABLE rollup.day_checksums (
    object text NOT NULL,
    day date NOT NULL,
    rows bigint NOT NULL,
    checksum numeric NOT NULL,
    CONSTRAINT day_checksums_pkey PRIMARY KEY (object, day)
);

-- By these the events of a day are found without reading all others.
CREATE INDEX bookings_confirmed_at_idx ON public.bookings (confirmed_at)
    WHERE confirmed_at IS NOT NULL;
CREATE INDEX bookings_completed_at_idx ON public.bookings (completed_at)
    WHERE completed_at IS NOT NULL;
CREATE INDEX bookings_cancelled_at_idx ON public.bookings (cancelled_at)
    WHERE cancelled_at IS NOT NULL;
CREATE INDEX payments_refunded_at_idx ON public.payments (refunded_at)
    WHERE refunded_at IS NOT NULL;

-- The days of the attached partitions of search_logs: those that can be recomputed. Days that were
-- archived are kept as they are.
CREATE FUNCTION rollup.present_search_days() RETURNS SETOF date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT generate_series(
        etl.business_day(bound.moments[1]::timestamptz),
        etl.business_day(bound.moments[2]::timestamptz) - 1,
        '1 day'
    )::date
    FROM pg_inherits AS child
    JOIN pg_class AS partition ON partition.oid = child.inhrelid
    CROSS JOIN LATERAL regexp_match(
        pg_get_expr(partition.relpartbound, partition.oid), 'FROM \(''(.*)''\) TO \(''(.*)''\)'
    ) AS bound (moments)
    WHERE child.inhparent = 'public.search_logs'::regclass AND NOT child.inhdetachpending;
END;

-- What happened to each provider on each day, by currency; days with activity only.
-- Requests and the time to respond count on the day of the request, other events on their own.
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

CREATE FUNCTION rollup.compute_provider_days(days date[]) RETURNS SETOF rollup.provider_days
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

-- Bookings of each provider that ever reached each stage, by the day on which they were requested.
-- A stage counts when its own mark is there (timestamp, status, payment, review) or a later one's.
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
    CONSTRAINT booking_cohorts_pkey PRIMARY KEY (day, provider_id, currency)
);

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

-- Money of each provider by the day on which it moved: paid_at, for refunds refunded_at, for
-- failures created_at. The platform fee is the stored amount, else amount x percent, rounded to the
-- paisa.
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

CREATE FUNCTION rollup.compute_revenue_days(days date[]) RETURNS SETOF rollup.revenue_days
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

-- Who requested a booking of whom on which day: customers are counted exactly, never added up.
CREATE TABLE rollup.customer_days (
    day date NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    customer_id text NOT NULL,
    CONSTRAINT customer_days_pkey PRIMARY KEY (day, provider_id, currency, customer_id)
);

CREATE FUNCTION rollup.compute_customer_days(days date[]) RETURNS SETOF rollup.customer_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT span.day, booking.provider_id, booking.currency, booking.customer_id
    FROM rollup.day_spans(days) AS span
    JOIN public.bookings AS booking
        ON booking.created_at >= span.starts_at AND booking.created_at < span.ends_at;
END;

-- Searches by day and district. Distinct users and sessions are HyperLogLog sketches (exact while
-- small, 0.8 % standard error), response times are counts per logarithmic bucket (1 %): both merge.
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

CREATE FUNCTION rollup.compute_search_days(days date[]) RETURNS SETOF rollup.search_days
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

-- Searches by day, district and hour of the business day.
CREATE TABLE rollup.search_hours (
    day date NOT NULL,
    district text NOT NULL,
    hour integer NOT NULL,
    searches bigint NOT NULL,
    zero_results bigint NOT NULL,
    clicked bigint NOT NULL,
    CONSTRAINT search_hours_pkey PRIMARY KEY (day, district, hour)
);

CREATE FUNCTION rollup.compute_search_hours(days date[]) RETURNS SETOF rollup.search_hours
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        span.day,
        search.district,
        search.hour,
        count(*),
        count(*) FILTER (WHERE search.is_zero_result),
        count(*) FILTER (WHERE search.is_clicked)
    FROM rollup.day_spans(days) AS span
    CROSS JOIN LATERAL (
        SELECT * FROM etl.located_searches AS located
        WHERE located.created_at >= span.starts_at AND located.created_at < span.ends_at
        OFFSET 0
    ) AS search
    GROUP BY span.day, search.district, search.hour;
END;

-- What people typed: searches by day and term.
CREATE TABLE rollup.search_terms (
    day date NOT NULL,
    term text NOT NULL,
    searches bigint NOT NULL,
    zero_results bigint NOT NULL,
    clicked bigint NOT NULL,
    CONSTRAINT search_terms_pkey PRIMARY KEY (day, term)
);

CREATE FUNCTION rollup.compute_search_terms(days date[]) RETURNS SETOF rollup.search_terms
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        span.day,
        search.term,
        count(*),
        count(*) FILTER (WHERE search.is_zero_result),
        count(*) FILTER (WHERE search.is_clicked)
    FROM rollup.day_spans(days) AS span
    CROSS JOIN LATERAL (
        SELECT * FROM etl.located_searches AS located
        WHERE located.created_at >= span.starts_at AND located.created_at < span.ends_at
        OFFSET 0
    ) AS search
    GROUP BY span.day, search.term;
END;

-- Where people searched, and for what category: searches by day, map cell, district of the search
-- point (a cell on a border has two; `Unknown` outside) and category as the filters name it, which
-- need not exist. `customers` is a sketch of the people (the user, else the session), so that cells
-- with few of them can be hidden.
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

CREATE FUNCTION rollup.compute_search_demand(days date[]) RETURNS SETOF rollup.search_demand
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

-- The days on which anything of the bookings' tables counts now or counted at the last refresh.
CREATE FUNCTION rollup.present_booking_days() RETURNS SETOF date
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

-- What a refresh has to do again. Writers append marks in their own transactions and never wait for
-- each other: no key, no index, no lookup. A refresh deletes the marks that its snapshot sees.
--
-- A booking's payment, review and disputes count on days that the booking decides and the other way
-- round. Which days these are, a trigger cannot know: another transaction may be moving the other
-- row. So changes of the four tables mark the booking by its id, and the refresh expands it to its
-- days as the refresh's own snapshot sees them. Days that a changed row itself leaves are marked
-- here, from its OLD version: nobody else will know them later.
-- Why that is enough: docs/decisions.md, D4-D6 and the tests of tests/etl/rollups.

CREATE TABLE etl.dirty_days (
    source text NOT NULL,
    day date
);

CREATE TABLE etl.dirty_bookings (
    source text NOT NULL,
    booking_id text NOT NULL
);

COMMENT ON TABLE etl.dirty_days IS
    'Business days of a source table to recompute; NULL: all of them, or a source without days.';
COMMENT ON TABLE etl.dirty_bookings IS
    'Bookings whose days are to be recomputed, with the table that changed.';

-- For sources without days, and TRUNCATE.
CREATE FUNCTION etl.mark_all() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_days (source) VALUES (TG_TABLE_NAME);
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_places() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_days (source) VALUES ('provider_places');
    RETURN NULL;
END;
$$;

-- The days of a new booking are its own; what depends on it comes later and marks it by its id.
CREATE FUNCTION etl.mark_new_bookings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'bookings', etl.business_day(event.at)
    FROM new_rows
    CROSS JOIN LATERAL (
        VALUES (created_at), (confirmed_at), (completed_at), (cancelled_at)
    ) AS event (at)
    WHERE rollup.has_day(event.at);
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_old_bookings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'bookings', etl.business_day(event.at)
    FROM old_rows
    CROSS JOIN LATERAL (
        VALUES (created_at), (confirmed_at), (completed_at), (cancelled_at)
    ) AS event (at)
    WHERE rollup.has_day(event.at);
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO etl.dirty_bookings (source, booking_id) SELECT 'bookings', id FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_new_payments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'payments', booking_id FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_old_payments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'payments', etl.business_day(event.at)
    FROM old_rows
    CROSS JOIN LATERAL (VALUES (created_at), (paid_at), (refunded_at)) AS event (at)
    WHERE rollup.has_day(event.at);
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'payments', booking_id FROM old_rows;
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO etl.dirty_bookings (source, booking_id)
        SELECT 'payments', booking_id FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_new_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'reviews', booking_id FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_old_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'reviews', etl.business_day(created_at)
    FROM old_rows
    WHERE rollup.has_day(created_at);
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'reviews', booking_id FROM old_rows;
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO etl.dirty_bookings (source, booking_id)
        SELECT 'reviews', booking_id FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

-- Of the status history only disputes count.
CREATE FUNCTION etl.mark_new_disputes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'booking_status_history', booking_id FROM new_rows WHERE status = 'DISPUTED';
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_old_disputes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'booking_status_history', etl.business_day(created_at)
    FROM old_rows
    WHERE status = 'DISPUTED' AND rollup.has_day(created_at);
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'booking_status_history', booking_id FROM old_rows WHERE status = 'DISPUTED';
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO etl.dirty_bookings (source, booking_id)
        SELECT 'booking_status_history', booking_id FROM new_rows WHERE status = 'DISPUTED';
    END IF;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_new_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'search_logs', etl.business_day(created_at) FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_old_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'search_logs', etl.business_day(created_at) FROM old_rows;
    RETURN NULL;
END;
$$;

-- The days on which any of these bookings counts, by itself or by what depends on it. Row by row
-- through the keys, however many bookings there are.
CREATE FUNCTION rollup.days_of_bookings(booking_ids text[]) RETURNS SETOF date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT etl.business_day(event.at)
    FROM unnest(booking_ids) AS marked (booking_id)
    CROSS JOIN LATERAL (
        SELECT moment.at
        FROM public.bookings AS booking
        CROSS JOIN LATERAL (
            VALUES (booking.created_at), (booking.confirmed_at), (booking.completed_at),
                (booking.cancelled_at)
        ) AS moment (at)
        WHERE booking.id = marked.booking_id
        UNION ALL
        SELECT moment.at
        FROM public.payments AS payment
        CROSS JOIN LATERAL (
            VALUES (payment.created_at), (payment.paid_at), (payment.refunded_at)
        ) AS moment (at)
        WHERE payment.booking_id = marked.booking_id
        UNION ALL
        SELECT review.created_at
        FROM public.reviews AS review
        WHERE review.booking_id = marked.booking_id
        UNION ALL
        SELECT history.created_at
        FROM public.booking_status_history AS history
        WHERE history.booking_id = marked.booking_id AND history.status = 'DISPUTED'
        OFFSET 0
    ) AS event
    WHERE rollup.has_day(event.at);
END;

INSERT INTO rollup.provider_days SELECT * FROM analytics.provider_stats_daily;
INSERT INTO rollup.search_days SELECT * FROM analytics.search_stats_daily;
INSERT INTO rollup.search_hours SELECT * FROM analytics.search_hours_daily;
INSERT INTO rollup.search_terms SELECT * FROM analytics.search_terms_daily;
INSERT INTO rollup.search_demand SELECT * FROM analytics.search_demand_daily;

INSERT INTO rollup.booking_cohorts
SELECT * FROM rollup.compute_booking_cohorts(
    ARRAY(SELECT DISTINCT etl.business_day(created_at) FROM public.bookings)
);
INSERT INTO rollup.customer_days
SELECT * FROM rollup.compute_customer_days(
    ARRAY(SELECT DISTINCT etl.business_day(created_at) FROM public.bookings)
);
INSERT INTO rollup.revenue_days
SELECT * FROM rollup.compute_revenue_days(
    ARRAY(
        SELECT DISTINCT etl.business_day(event.at)
        FROM public.payments
        CROSS JOIN LATERAL (VALUES (created_at), (paid_at), (refunded_at)) AS event (at)
        WHERE event.at IS NOT NULL
    )
);

DROP MATERIALIZED VIEW analytics.search_demand_daily;
DROP MATERIALIZED VIEW analytics.search_terms_daily;
DROP MATERIALIZED VIEW analytics.search_hours_daily;
DROP MATERIALIZED VIEW analytics.search_stats_daily;
DROP MATERIALIZED VIEW analytics.revenue_summary_daily;
DROP MATERIALIZED VIEW analytics.booking_funnel_daily;
DROP MATERIALIZED VIEW analytics.category_stats_daily;
DROP MATERIALIZED VIEW analytics.provider_stats_daily;
DROP VIEW etl.located_searches_before;

-- What happened to each provider on each day, by currency; days with activity only. The one large
-- object: it reads its rollup as it is.
CREATE VIEW analytics.provider_stats_daily AS
SELECT
    day, provider_id, currency, requested, confirmed, completed, cancelled, disputed, gross_amount,
    provider_earnings, reviews, rating_sum, response_seconds_sum, response_count
FROM rollup.provider_days;

COMMENT ON VIEW analytics.provider_stats_daily IS
    'What happened to each provider on each day, by currency.';

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

-- Searches by day and district, with sketches and response times that merge over days.
CREATE VIEW analytics.search_stats_daily AS
SELECT
    day, district, searches, zero_results, clicked, positioned_clicks, click_position_sum,
    reciprocal_rank_sum, users, sessions, response_buckets
FROM rollup.search_days;

COMMENT ON VIEW analytics.search_stats_daily IS 'Searches by day and district.';

-- Searches by day, district and hour of the business day.
CREATE VIEW analytics.search_hours_daily AS
SELECT day, district, hour, searches, zero_results, clicked
FROM rollup.search_hours;

COMMENT ON VIEW analytics.search_hours_daily IS 'Searches by day, district and hour.';

-- What people typed: searches by day and term.
CREATE VIEW analytics.search_terms_daily AS
SELECT day, term, searches, zero_results, clicked
FROM rollup.search_terms;

COMMENT ON VIEW analytics.search_terms_daily IS 'Searches by day and term.';

-- Where people searched, and for what category. Filters may name what is no category: these count
-- as one, without a category. Categories are those of the same data version.
CREATE VIEW analytics.search_demand_daily AS
SELECT
    demand.day,
    demand.h3_cell,
    demand.district,
    category.category_id,
    sum(demand.searches)::bigint AS searches,
    sum(demand.zero_results)::bigint AS zero_results,
    sum(demand.unclicked)::bigint AS unclicked,
    hll_union_agg(demand.customers) AS customers
FROM rollup.search_demand AS demand
LEFT JOIN analytics.categories AS category ON category.category_id = demand.category
GROUP BY demand.day, demand.h3_cell, demand.district, category.category_id;

COMMENT ON VIEW analytics.search_demand_daily IS
    'Searches by day, map cell, district and category.';

-- Which statement marks what. An UPDATE of searches marks the days of both versions of each row.

CREATE TRIGGER bookings_mark_inserted AFTER INSERT ON public.bookings
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_bookings();

CREATE TRIGGER bookings_mark_updated AFTER UPDATE ON public.bookings
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_bookings();

CREATE TRIGGER bookings_mark_deleted AFTER DELETE ON public.bookings
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_bookings();

CREATE TRIGGER bookings_mark_truncated AFTER TRUNCATE ON public.bookings
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER payments_mark_inserted AFTER INSERT ON public.payments
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_payments();

CREATE TRIGGER payments_mark_updated AFTER UPDATE ON public.payments
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_payments();

CREATE TRIGGER payments_mark_deleted AFTER DELETE ON public.payments
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_payments();

CREATE TRIGGER payments_mark_truncated AFTER TRUNCATE ON public.payments
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER reviews_mark_inserted AFTER INSERT ON public.reviews
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_reviews();

CREATE TRIGGER reviews_mark_updated AFTER UPDATE ON public.reviews
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_reviews();

CREATE TRIGGER reviews_mark_deleted AFTER DELETE ON public.reviews
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_reviews();

CREATE TRIGGER reviews_mark_truncated AFTER TRUNCATE ON public.reviews
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER booking_status_history_mark_inserted AFTER INSERT ON public.booking_status_history
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_disputes();

CREATE TRIGGER booking_status_history_mark_updated AFTER UPDATE ON public.booking_status_history
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_disputes();

CREATE TRIGGER booking_status_history_mark_deleted AFTER DELETE ON public.booking_status_history
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_disputes();

CREATE TRIGGER booking_status_history_mark_truncated AFTER TRUNCATE ON public.booking_status_history
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER search_logs_mark_inserted AFTER INSERT ON public.search_logs
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_searches();

CREATE TRIGGER search_logs_mark_updated_from AFTER UPDATE ON public.search_logs
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_searches();

CREATE TRIGGER search_logs_mark_updated_to AFTER UPDATE ON public.search_logs
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_searches();

CREATE TRIGGER search_logs_mark_deleted AFTER DELETE ON public.search_logs
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_searches();

CREATE TRIGGER search_logs_mark_truncated AFTER TRUNCATE ON public.search_logs
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

-- Sources without days: what is built from them is built again.

CREATE TRIGGER users_mark_inserted_or_deleted AFTER INSERT OR DELETE OR TRUNCATE ON public.users
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER users_mark_updated AFTER UPDATE OF id, name, created_at ON public.users
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER categories_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.categories
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER provider_profiles_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.provider_profiles
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER system_config_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.system_config
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER provider_profiles_mark_places AFTER UPDATE OF id, category_id, location_point, base_location ON public.provider_profiles
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_places();

CREATE TRIGGER districts_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON geo.districts
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER pincodes_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON geo.pincodes
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

-- What is here already was never marked.
INSERT INTO etl.dirty_days (source)
VALUES
    ('bookings'), ('payments'), ('reviews'), ('booking_status_history'), ('search_logs'),
    ('users'), ('categories'), ('provider_profiles'), ('system_config'), ('provider_places'),
    ('districts'), ('pincodes');

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA etl, rollup FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    etl.business_time_zone(), etl.business_day(timestamptz), etl.business_midnight(date),
    etl.coordinates_in_range(jsonb)
TO PUBLIC;
