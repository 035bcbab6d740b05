-- A refresh costs what changed: more is kept by day, by provider and by block of cells, and the
-- views read it as it is.

ALTER TABLE etl.service_area_cells
    ADD COLUMN cells_hash text,
    ADD COLUMN blocks text[],
    ADD COLUMN shape geometry;
UPDATE etl.service_area_cells AS known
SET cells_hash = md5(known.cells::text),
    blocks = ARRAY(SELECT DISTINCT left(cell, 8) FROM unnest(known.cells) AS cell ORDER BY 1),
    shape = (
        SELECT etl.service_area_shape(provider.service_areas, provider.service_area)
        FROM public.provider_profiles AS provider
        WHERE provider.id = known.provider_id
    );
ALTER TABLE etl.service_area_cells
    ALTER COLUMN cells_hash SET NOT NULL,
    ALTER COLUMN blocks SET NOT NULL;
CREATE INDEX service_area_cells_cells ON etl.service_area_cells USING gin (cells);

COMMENT ON COLUMN etl.service_area_cells.cells_hash IS 'Fingerprint of the cells.';
COMMENT ON COLUMN etl.service_area_cells.blocks IS
    'In which blocks the cells lie; see rollup.block_of_cell.';
COMMENT ON COLUMN etl.service_area_cells.shape IS 'See etl.service_area_shape.';

ALTER TABLE rollup.booking_cohorts
    ADD COLUMN completed_bookings bigint NOT NULL DEFAULT 0,
    ADD COLUMN completed_amount numeric NOT NULL DEFAULT 0;
ALTER TABLE rollup.booking_cohorts
    ALTER COLUMN completed_bookings DROP DEFAULT,
    ALTER COLUMN completed_amount DROP DEFAULT;

-- The booking of a payment, a review or a dispute, through its key.
CREATE FUNCTION rollup.booking_of(booking_id text)
RETURNS TABLE (provider_id text, currency text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT booking.provider_id, booking.currency
    FROM public.bookings AS booking
    WHERE booking.id = booking_of.booking_id
    OFFSET 0;
END;

COMMENT ON COLUMN rollup.booking_cohorts.completed_bookings IS
    'Whose status is COMPLETED now, unlike `completed`: which were ever completed.';
COMMENT ON COLUMN rollup.booking_cohorts.completed_amount IS 'The final prices of these.';

CREATE INDEX booking_cohorts_provider ON rollup.booking_cohorts (provider_id);

CREATE OR REPLACE FUNCTION rollup.compute_booking_cohorts(days date[]) RETURNS SETOF rollup.booking_cohorts
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
        CROSS JOIN LATERAL (
            SELECT * FROM public.bookings
            WHERE created_at >= span.starts_at AND created_at < span.ends_at
            OFFSET 0
        ) AS booking
        LEFT JOIN LATERAL (
            SELECT * FROM public.payments WHERE booking_id = booking.id OFFSET 0
        ) AS payment ON true
        LEFT JOIN LATERAL (
            SELECT * FROM public.reviews WHERE booking_id = booking.id OFFSET 0
        ) AS review ON true
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
        COALESCE(sum(final_price), 0),
        count(*) FILTER (WHERE status = 'COMPLETED'),
        COALESCE(sum(final_price) FILTER (WHERE status = 'COMPLETED'), 0)
    FROM reached
    GROUP BY day, provider_id, currency;
END;

CREATE INDEX revenue_days_provider ON rollup.revenue_days (provider_id, day);

-- Every review on its day. Words with contact details are hidden: analytics holds no PII.
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

COMMENT ON COLUMN rollup.reviews.is_public IS 'Published and not flagged.';

CREATE INDEX reviews_provider ON rollup.reviews (provider_id, created_at DESC);

CREATE FUNCTION rollup.compute_reviews(days date[]) RETURNS SETOF rollup.reviews
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        span.day,
        review.id,
        review.provider_id,
        review.created_at,
        review.overall_rating,
        review.quality_rating,
        review.punctuality_rating,
        review.professionalism_rating,
        review.value_rating,
        CASE WHEN etl.has_contact_details(review.comment) THEN '(contact details)'
            ELSE review.comment END,
        CASE WHEN etl.has_contact_details(review.provider_response) THEN '(contact details)'
            ELSE review.provider_response END,
        review.sentiment,
        review.is_published AND NOT review.is_flagged
    FROM rollup.day_spans(days) AS span
    CROSS JOIN LATERAL (
        SELECT * FROM public.reviews
        WHERE created_at >= span.starts_at AND created_at < span.ends_at
        OFFSET 0
    ) AS review;
END;

-- Rows of the bookings' tables by the day on which they were created, and the newest change of
-- them: how far the sources have come is then known without counting them. Of the status history
-- only disputes are read.
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

CREATE FUNCTION rollup.compute_source_days(days date[]) RETURNS SETOF rollup.source_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        span.day,
        booking.rows, booking.newest,
        payment.rows, payment.newest,
        review.rows, review.newest,
        dispute.rows, dispute.newest
    FROM rollup.day_spans(days) AS span
    CROSS JOIN LATERAL (
        SELECT count(*) AS rows, max(updated_at) AS newest FROM public.bookings
        WHERE created_at >= span.starts_at AND created_at < span.ends_at
    ) AS booking
    CROSS JOIN LATERAL (
        SELECT count(*) AS rows, max(updated_at) AS newest FROM public.payments
        WHERE created_at >= span.starts_at AND created_at < span.ends_at
    ) AS payment
    CROSS JOIN LATERAL (
        SELECT count(*) AS rows, max(updated_at) AS newest FROM public.reviews
        WHERE created_at >= span.starts_at AND created_at < span.ends_at
    ) AS review
    CROSS JOIN LATERAL (
        SELECT count(*) AS rows, max(created_at) AS newest FROM public.booking_status_history
        WHERE created_at >= span.starts_at AND created_at < span.ends_at AND status = 'DISPUTED'
    ) AS dispute
    WHERE booking.rows + payment.rows + review.rows + dispute.rows > 0;
END;

-- What each provider ever did: bookings by their status now, and all reviews, published or not.
-- Revenue is what the completed bookings cost; across currencies it is no number, so
-- total_revenue is NULL for a provider who had bookings in several.
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

CREATE FUNCTION rollup.compute_provider_totals(provider_ids text[])
RETURNS SETOF rollup.provider_totals
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH currency_totals AS (
        SELECT
            provider_id,
            currency,
            sum(requested) AS bookings,
            sum(completed_bookings) AS completed,
            sum(completed_amount) AS revenue
        FROM rollup.booking_cohorts
        WHERE provider_id = ANY (provider_ids)
        GROUP BY provider_id, currency
    ),
    booking_totals AS (
        SELECT
            provider_id,
            sum(bookings)::bigint AS bookings,
            sum(completed)::bigint AS completed,
            CASE WHEN count(*) = 1 THEN min(currency) END AS currency,
            CASE WHEN count(*) = 1 THEN min(revenue) END AS revenue,
            jsonb_object_agg(currency, revenue) AS revenue_by_currency
        FROM currency_totals
        GROUP BY provider_id
    ),
    review_totals AS (
        SELECT provider_id, count(*) AS reviews, avg(overall_rating) AS rating
        FROM rollup.reviews
        WHERE provider_id = ANY (provider_ids)
        GROUP BY provider_id
    )
    SELECT
        provider_id,
        COALESCE(booking.bookings, 0),
        COALESCE(booking.completed, 0),
        booking.currency,
        CASE WHEN booking.provider_id IS NULL THEN 0 ELSE booking.revenue END,
        COALESCE(booking.revenue_by_currency, '{}'),
        COALESCE(review.reviews, 0),
        review.rating::numeric(3, 2)
    FROM booking_totals AS booking
    FULL JOIN review_totals AS review USING (provider_id);
END;

-- What the totals of a provider are made of, on some days, one text per fact: a provider whose
-- facts stay as they are keeps its totals.
CREATE FUNCTION rollup.provider_facts(days date[]) RETURNS TABLE (provider_id text, fact text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        provider_id,
        concat_ws(
            ' ', day, currency, requested, completed_bookings, completed_amount
        )
    FROM rollup.booking_cohorts
    WHERE day = ANY (days)
    UNION ALL
    SELECT provider_id, concat_ws(' ', review_id, overall_rating)
    FROM rollup.reviews
    WHERE day = ANY (days);
END;

-- Where each provider belongs in the published version: its category, district and map cell.
-- What is counted by category or district reads this, so that only a refresh moves a provider.
CREATE TABLE rollup.provider_places (
    provider_id text PRIMARY KEY,
    category_id text NOT NULL,
    district text NOT NULL,
    h3_cell text
);

-- The days on which anything of these providers counts.
CREATE FUNCTION rollup.days_of_providers(provider_ids text[]) RETURNS SETOF date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT day FROM rollup.provider_days WHERE provider_id = ANY (provider_ids)
    UNION
    SELECT day FROM rollup.revenue_days WHERE provider_id = ANY (provider_ids);
END;

-- Bookings that ever reached each stage, by the business day on which they were requested, and by
-- the category and district that their provider belongs to now.
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

CREATE FUNCTION rollup.compute_booking_funnel(days date[]) RETURNS SETOF rollup.booking_funnel
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        cohort.day,
        cohort.currency,
        place.category_id,
        place.district,
        sum(cohort.requested)::bigint,
        sum(cohort.viewed)::bigint,
        sum(cohort.confirmed)::bigint,
        sum(cohort.started)::bigint,
        sum(cohort.completed)::bigint,
        sum(cohort.paid)::bigint,
        sum(cohort.reviewed)::bigint,
        sum(cohort.cancelled)::bigint,
        sum(cohort.cancelled_by_customer)::bigint,
        sum(cohort.cancelled_by_provider)::bigint,
        sum(cohort.cancelled_by_admin)::bigint,
        sum(cohort.cancelled_by_system)::bigint,
        sum(cohort.disputed)::bigint,
        sum(cohort.open)::bigint,
        sum(cohort.response_seconds_sum)::bigint,
        sum(cohort.response_count)::bigint,
        sum(cohort.completion_seconds_sum),
        sum(cohort.completion_count)::bigint,
        sum(cohort.quoted_amount),
        sum(cohort.final_amount)
    FROM rollup.booking_cohorts AS cohort
    JOIN rollup.provider_places AS place ON place.provider_id = cohort.provider_id
    WHERE cohort.day = ANY (days)
    GROUP BY cohort.day, cohort.currency, place.category_id, place.district;
END;

-- Money by the day on which it moved, and by the category and district that the provider belongs to
-- now.
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

CREATE FUNCTION rollup.compute_revenue_summary(days date[]) RETURNS SETOF rollup.revenue_summary
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        revenue.day,
        revenue.currency,
        revenue.method,
        place.category_id,
        place.district,
        sum(revenue.payments)::bigint,
        sum(revenue.gross_amount),
        sum(revenue.platform_fee),
        sum(revenue.tax_amount),
        sum(revenue.provider_earnings),
        sum(revenue.refunds)::bigint,
        sum(revenue.refund_amount),
        sum(revenue.gross_amount) - sum(revenue.refund_amount),
        sum(revenue.failed_payments)::bigint
    FROM rollup.revenue_days AS revenue
    JOIN rollup.provider_places AS place ON place.provider_id = revenue.provider_id
    WHERE revenue.day = ANY (days)
    GROUP BY revenue.day, revenue.currency, revenue.method, place.category_id, place.district;
END;

-- What happened in each category on each day, by currency. A provider is active on a day with any
-- event of its own; a customer counts on a day with a request.
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

CREATE FUNCTION rollup.compute_category_stats(days date[]) RETURNS SETOF rollup.category_stats
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH customers AS (
        SELECT
            requested.day,
            place.category_id,
            requested.currency,
            count(DISTINCT requested.customer_id) AS customers
        FROM rollup.customer_days AS requested
        JOIN rollup.provider_places AS place ON place.provider_id = requested.provider_id
        WHERE requested.day = ANY (days)
        GROUP BY requested.day, place.category_id, requested.currency
    ),
    events AS (
        SELECT
            stats.day,
            place.category_id,
            stats.currency,
            sum(stats.requested)::bigint,
            sum(stats.confirmed)::bigint,
            sum(stats.completed)::bigint,
            sum(stats.cancelled)::bigint,
            sum(stats.disputed)::bigint,
            sum(stats.gross_amount),
            sum(stats.provider_earnings),
            sum(stats.reviews)::bigint,
            sum(stats.rating_sum)::bigint,
            sum(stats.response_seconds_sum)::bigint,
            sum(stats.response_count)::bigint,
            count(*)
        FROM rollup.provider_days AS stats
        JOIN rollup.provider_places AS place ON place.provider_id = stats.provider_id
        WHERE stats.day = ANY (days)
        GROUP BY stats.day, place.category_id, stats.currency
    )
    SELECT events.*, COALESCE(customers.customers, 0)
    FROM events
    LEFT JOIN customers USING (day, category_id, currency);
END;

-- Who serves each map cell (H3 resolution 8): active, approved providers whose area covers it.
-- A provider that changes changes few cells: these alone are counted again.

-- Cells that share the first digits of their name lie together, on some 70 km2.
CREATE FUNCTION rollup.block_of_cell(h3_cell text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN left(h3_cell, 8);

-- The providers that count, as they were counted. A provider whose row stays changes no cell.
CREATE TABLE rollup.serving_providers (
    provider_id text PRIMARY KEY,
    category_id text NOT NULL,
    aadhaar_verified boolean NOT NULL,
    cells_hash text NOT NULL,
    blocks text[] NOT NULL,
    reputation_score numeric(5, 2) NOT NULL
);

COMMENT ON COLUMN rollup.serving_providers.blocks IS 'Where the cells lie that it serves.';

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

-- Rows and checksum of each block, so that a refresh need not read those that stayed.
CREATE TABLE rollup.coverage_checksums (
    block text CONSTRAINT coverage_checksums_pkey PRIMARY KEY,
    rows bigint NOT NULL,
    checksum numeric NOT NULL
);

CREATE FUNCTION rollup.compute_coverage_cells() RETURNS SETOF rollup.coverage_cells
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        rollup.block_of_cell(cell.h3_cell),
        cell.h3_cell,
        provider.category_id,
        count(*),
        count(*) FILTER (WHERE provider.aadhaar_verified),
        max(provider.reputation_score)
    FROM rollup.serving_providers AS provider
    JOIN etl.service_area_cells AS served ON served.provider_id = provider.provider_id
    CROSS JOIN LATERAL unnest(served.cells) AS cell (h3_cell)
    GROUP BY cell.h3_cell, provider.category_id;
END;

-- The same of some cells, each with its category, by the index on who serves them.
CREATE FUNCTION rollup.compute_some_coverage_cells(h3_cells text[], category_ids text[])
RETURNS SETOF rollup.coverage_cells
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        rollup.block_of_cell(cell.h3_cell),
        cell.h3_cell,
        provider.category_id,
        count(*),
        count(*) FILTER (WHERE provider.aadhaar_verified),
        max(provider.reputation_score)
    FROM unnest(h3_cells, category_ids) AS cell (h3_cell, category_id)
    CROSS JOIN LATERAL (
        SELECT provider_id FROM etl.service_area_cells
        WHERE cells @> ARRAY[cell.h3_cell]
        OFFSET 0
    ) AS served
    JOIN rollup.serving_providers AS provider
        ON provider.provider_id = served.provider_id AND provider.category_id = cell.category_id
    GROUP BY cell.h3_cell, provider.category_id;
END;

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
    SELECT day FROM rollup.revenue_days
    UNION
    SELECT day FROM rollup.source_days;
END;

CREATE OR REPLACE FUNCTION rollup.compute_provider_days(days date[]) RETURNS SETOF rollup.provider_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH events AS (
        SELECT span.day, booking.provider_id, booking.currency, 'requested' AS kind,
            NULL::numeric AS amount, NULL::numeric AS earnings,
            booking.provider_response_time AS quantity
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT * FROM public.bookings
            WHERE created_at >= span.starts_at AND created_at < span.ends_at
            OFFSET 0
        ) AS booking
        UNION ALL
        SELECT span.day, booking.provider_id, booking.currency, 'confirmed', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT * FROM public.bookings
            WHERE confirmed_at >= span.starts_at AND confirmed_at < span.ends_at
            OFFSET 0
        ) AS booking
        UNION ALL
        SELECT span.day, booking.provider_id, booking.currency, 'completed', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT * FROM public.bookings
            WHERE completed_at >= span.starts_at AND completed_at < span.ends_at
            OFFSET 0
        ) AS booking
        UNION ALL
        SELECT span.day, booking.provider_id, booking.currency, 'cancelled', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT * FROM public.bookings
            WHERE cancelled_at >= span.starts_at AND cancelled_at < span.ends_at
            OFFSET 0
        ) AS booking
        UNION ALL
        -- the first dispute of a booking; of two at the same moment, either
        SELECT span.day, booking.provider_id, booking.currency, 'disputed', NULL, NULL, NULL
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT * FROM public.booking_status_history
            WHERE created_at >= span.starts_at AND created_at < span.ends_at
                AND status = 'DISPUTED'
            OFFSET 0
        ) AS dispute
        CROSS JOIN LATERAL rollup.booking_of(dispute.booking_id) AS booking
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
        CROSS JOIN LATERAL (
            SELECT * FROM public.payments
            WHERE paid_at >= span.starts_at AND paid_at < span.ends_at
                AND status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
            OFFSET 0
        ) AS payment
        CROSS JOIN LATERAL rollup.booking_of(payment.booking_id) AS booking
        UNION ALL
        SELECT span.day, review.provider_id, booking.currency, 'reviewed',
            NULL, NULL, review.overall_rating
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT * FROM public.reviews
            WHERE created_at >= span.starts_at AND created_at < span.ends_at
                AND is_published AND NOT is_flagged
            OFFSET 0
        ) AS review
        CROSS JOIN LATERAL rollup.booking_of(review.booking_id) AS booking
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
        CROSS JOIN LATERAL (
            SELECT * FROM public.payments
            WHERE paid_at >= span.starts_at AND paid_at < span.ends_at
                AND status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
            OFFSET 0
        ) AS payment
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
        CROSS JOIN LATERAL (
            SELECT * FROM public.payments
            WHERE refunded_at >= span.starts_at AND refunded_at < span.ends_at
                AND status IN ('REFUNDED', 'PARTIALLY_REFUNDED')
            OFFSET 0
        ) AS payment
        UNION ALL
        SELECT
            span.day, payment.booking_id, payment.currency, payment.method,
            0, 0, 0, 0, 0,
            0, 0, 1
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT * FROM public.payments
            WHERE created_at >= span.starts_at AND created_at < span.ends_at
                AND status = 'FAILED'
            OFFSET 0
        ) AS payment
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
    CROSS JOIN LATERAL rollup.booking_of(movement.booking_id) AS booking
    GROUP BY movement.day, booking.provider_id, movement.currency, movement.method;
END;

CREATE OR REPLACE FUNCTION rollup.compute_search_days(days date[]) RETURNS SETOF rollup.search_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH searches AS MATERIALIZED (
        SELECT
            span.day, search.district, search.is_zero_result, search.is_clicked,
            search.click_position, search.user_id, search.session_id, search.response_time
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT * FROM etl.located_searches AS located
            WHERE located.created_at >= span.starts_at AND located.created_at < span.ends_at
            OFFSET 0
        ) AS search
    ),
    totals AS (
        SELECT
            search.day,
            search.district,
            count(*) AS searches,
            count(*) FILTER (WHERE search.is_zero_result) AS zero_results,
            count(*) FILTER (WHERE search.is_clicked) AS clicked,
            count(search.click_position) AS positioned_clicks,
            COALESCE(sum(search.click_position), 0)::bigint AS click_position_sum,
            COALESCE(sum(1.0 / search.click_position), 0) AS reciprocal_rank_sum,
            hll_add_agg(hll_hash_text(search.user_id), 14) AS users,
            hll_add_agg(hll_hash_text(search.session_id), 14) AS sessions
        FROM searches AS search
        GROUP BY search.day, search.district
    ),
    bucket_counts AS (
        SELECT
            search.day,
            search.district,
            etl.response_bucket(search.response_time) AS bucket,
            count(*) AS searches
        FROM searches AS search
        WHERE search.response_time IS NOT NULL
        GROUP BY search.day, search.district, bucket
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
    WITH demand AS (
        SELECT
            span.day,
            search.h3_cell,
            search.district,
            search.category,
            count(*) AS searches,
            count(*) FILTER (WHERE search.is_zero_result) AS zero_results,
            count(*) FILTER (WHERE NOT search.is_clicked) AS unclicked,
            array_agg(hll_hash_text(COALESCE(search.user_id, search.session_id))) AS customers
        FROM rollup.day_spans(days) AS span
        CROSS JOIN LATERAL (
            SELECT * FROM etl.located_searches AS located
            WHERE located.created_at >= span.starts_at AND located.created_at < span.ends_at
            OFFSET 0
        ) AS search
        WHERE search.h3_cell IS NOT NULL
        GROUP BY span.day, search.h3_cell, search.district, search.category
    )
    SELECT
        day,
        h3_cell,
        district,
        category,
        searches,
        zero_results,
        unclicked,
        -- Most have one search: adding one is quicker than aggregating, and gives the same sketch.
        CASE WHEN searches = 1 AND customers[1] IS NOT NULL
            THEN hll_add(hll_empty(14), customers[1])
            ELSE (SELECT hll_add_agg(customer, 14) FROM unnest(customers) AS customer)
        END
    FROM demand;
END;

CREATE OR REPLACE FUNCTION rollup.compute_customer_days(days date[]) RETURNS SETOF rollup.customer_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT span.day, booking.provider_id, booking.currency, booking.customer_id
    FROM rollup.day_spans(days) AS span
    CROSS JOIN LATERAL (
        SELECT * FROM public.bookings
        WHERE created_at >= span.starts_at AND created_at < span.ends_at
        OFFSET 0
    ) AS booking;
END;

CREATE OR REPLACE FUNCTION etl.has_contact_details(words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN words ~ '[\d०१२३४५६७८९۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩]' THEN
        translate(words, '०१२३४५६७८९۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩', repeat('0', 30))
        ~ '(\d[\s!-+.-/:-@\u2000-\u206F-]*){10}'
    ELSE false
END
OR CASE WHEN strpos(words, '@') > 0 THEN words ~ '[^\s@]\s*@\s*[^\s@]+\.[^\s@]' ELSE false END;

CREATE OR REPLACE FUNCTION etl.search_term(query text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN query ~ '^[!-/:-?A-~]+( [!-/:-?A-~]+)*$' THEN left(lower(query COLLATE "C"), 200) COLLATE "default"
    WHEN etl.has_contact_details(query) THEN '(contact details)'
    ELSE left(
        btrim(regexp_replace(normalize(lower(query COLLATE "und-x-icu"), NFC), '\s+', ' ', 'g')),
        200
    ) COLLATE "default"
END;

CREATE OR REPLACE FUNCTION etl.response_bucket(milliseconds integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
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
-- OFFSET 0: looked up by the key, however many points of searches the cache holds.
LEFT JOIN LATERAL (
    SELECT district, h3_cell
    FROM etl.point_cells
    WHERE lat = ST_Y(provider.location_point) AND lng = ST_X(provider.location_point)
    OFFSET 0
) AS cell ON true
LEFT JOIN geo.districts AS city
    ON lower(city.district) = lower(btrim(provider.base_location ->> 'city'));

-- What is published stays readable, as it is.
INSERT INTO rollup.provider_places (provider_id, category_id, district, h3_cell)
SELECT provider_id, category_id, district, h3_cell FROM analytics.provider_directory;
INSERT INTO rollup.provider_totals (
    provider_id, total_bookings, completed_bookings, currency, total_revenue, revenue_by_currency,
    review_count, avg_review_rating
)
SELECT
    provider_id, total_bookings, completed_bookings, currency, total_revenue, revenue_by_currency,
    review_count, avg_review_rating
FROM analytics.provider_stats_summary;
INSERT INTO rollup.reviews (
    review_id, provider_id, day, created_at, overall_rating, quality_rating, punctuality_rating,
    professionalism_rating, value_rating, comment, provider_response, sentiment, is_public
)
SELECT review.*, true
FROM analytics.provider_reviews AS review
WHERE rollup.has_day(review.created_at);
INSERT INTO rollup.booking_funnel SELECT * FROM analytics.booking_funnel_daily;
INSERT INTO rollup.revenue_summary SELECT * FROM analytics.revenue_summary_daily;
INSERT INTO rollup.category_stats SELECT * FROM analytics.category_stats_daily;
INSERT INTO rollup.coverage_cells (
    block, h3_cell, category_id, providers, verified_providers, best_reputation
)
SELECT rollup.block_of_cell(cell.h3_cell), cell.* FROM analytics.coverage_cells AS cell;

DROP MATERIALIZED VIEW analytics.coverage_cells;
DROP MATERIALIZED VIEW analytics.revenue_summary_daily;
DROP MATERIALIZED VIEW analytics.booking_funnel_daily;
DROP MATERIALIZED VIEW analytics.category_stats_daily;
DROP MATERIALIZED VIEW analytics.provider_stats_summary;
DROP MATERIALIZED VIEW analytics.provider_reviews;
DROP MATERIALIZED VIEW analytics.provider_directory;

-- Providers that count for coverage now: active, approved and with an area; see
-- rollup.serving_providers.
CREATE VIEW etl.serving_providers AS
SELECT
    provider.id AS provider_id,
    provider.category_id,
    provider.aadhaar_verified,
    served.cells_hash,
    served.blocks,
    provider.reputation_score
FROM public.provider_profiles AS provider
JOIN etl.service_area_cells AS served ON served.provider_id = provider.id
WHERE provider.is_active AND provider.profile_status = 'APPROVED' AND served.cells <> '{}';

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
    served.shape AS service_area
FROM public.provider_profiles AS provider
JOIN public.users AS person ON person.id = provider.user_id
JOIN public.categories AS category ON category.id = provider.category_id
JOIN rollup.provider_places AS place ON place.provider_id = provider.id
JOIN etl.reputation_parts AS parts ON parts.provider_id = provider.id
LEFT JOIN etl.service_area_cells AS served ON served.provider_id = provider.id;

CREATE UNIQUE INDEX provider_directory_key ON analytics.provider_directory (provider_id);
CREATE INDEX provider_directory_area ON analytics.provider_directory USING gist (service_area);
COMMENT ON MATERIALIZED VIEW analytics.provider_directory IS
    'Every provider with its place, standing, reputation and the parts of it.';

-- The reviews that the public sees: published, not flagged. Words with contact details are hidden.
CREATE VIEW analytics.provider_reviews AS
SELECT
    review_id, provider_id, day, created_at, overall_rating, quality_rating, punctuality_rating,
    professionalism_rating, value_rating, comment, provider_response, sentiment
FROM rollup.reviews
WHERE is_public;

COMMENT ON VIEW analytics.provider_reviews IS 'Published, unflagged reviews.';

-- Active providers in one line each: the document's columns. Revenue is never summed across
-- currencies: total_revenue is NULL for a provider who earned in several, and revenue_by_currency
-- holds them all.
CREATE MATERIALIZED VIEW analytics.provider_stats_summary AS
SELECT
    provider.id AS provider_id,
    provider.user_id,
    person.name,
    category.name AS category,
    provider.average_rating,
    provider.reputation_score,
    provider.completed_jobs,
    COALESCE(total.total_bookings, 0) AS total_bookings,
    COALESCE(total.completed_bookings, 0) AS completed_bookings,
    COALESCE(total.review_count, 0) AS review_count,
    total.avg_review_rating,
    CASE WHEN total.provider_id IS NULL THEN 0 ELSE total.total_revenue END AS total_revenue,
    total.currency,
    COALESCE(total.revenue_by_currency, '{}') AS revenue_by_currency
FROM public.provider_profiles AS provider
JOIN public.users AS person ON person.id = provider.user_id
JOIN public.categories AS category ON category.id = provider.category_id
LEFT JOIN rollup.provider_totals AS total ON total.provider_id = provider.id
WHERE provider.is_active;

CREATE UNIQUE INDEX idx_provider_stats_summary ON analytics.provider_stats_summary (provider_id);
COMMENT ON MATERIALIZED VIEW analytics.provider_stats_summary IS 'Active providers, one line each.';

-- What happened in each category on each day, by currency. A provider is active on a day with any
-- event of its own; a customer counts on a day with a request.
CREATE VIEW analytics.category_stats_daily AS
SELECT
    day, category_id, currency, requested, confirmed, completed, cancelled, disputed, gross_amount,
    provider_earnings, reviews, rating_sum, response_seconds_sum, response_count, active_providers,
    customers
FROM rollup.category_stats;

COMMENT ON VIEW analytics.category_stats_daily IS
    'What happened in each category on each day, by currency.';

-- Bookings that ever reached each stage, by the business day on which they were requested, and by
-- the category and district that their provider belongs to now.
CREATE VIEW analytics.booking_funnel_daily AS
SELECT
    day AS cohort_day, currency, category_id, district, requested, viewed, confirmed, started,
    completed, paid, reviewed, cancelled, cancelled_by_customer, cancelled_by_provider,
    cancelled_by_admin, cancelled_by_system, disputed, open, response_seconds_sum, response_count,
    completion_seconds_sum, completion_count, quoted_amount, final_amount
FROM rollup.booking_funnel;

COMMENT ON VIEW analytics.booking_funnel_daily IS
    'Bookings that ever reached each stage, by the day they were requested.';

-- Money by the day on which it moved, and by the category and district that the provider belongs to
-- now.
CREATE VIEW analytics.revenue_summary_daily AS
SELECT
    day, currency, method, category_id, district, payments, gross_amount, platform_fee, tax_amount,
    provider_earnings, refunds, refund_amount, net_amount, failed_payments
FROM rollup.revenue_summary;

COMMENT ON VIEW analytics.revenue_summary_daily IS
    'Payments, fees, tax, earnings and refunds by the day on which the money moved.';

-- Who serves each map cell (H3 resolution 8): active, approved providers whose area covers it.
CREATE VIEW analytics.coverage_cells AS
SELECT h3_cell, category_id, providers, verified_providers, best_reputation
FROM rollup.coverage_cells;

COMMENT ON VIEW analytics.coverage_cells IS
    'Active, approved providers whose service area covers each map cell.';

-- The new rollups begin with what the views held: the next refresh fills them.
INSERT INTO etl.dirty_days (source)
VALUES
    ('bookings'), ('payments'), ('reviews'), ('booking_status_history'), ('provider_profiles'),
    ('provider_places');

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA rollup FROM PUBLIC;
