-- A day of searches reads less: where a place is, is asked once for all its searches; what many typed
-- alike is made a term once; a sketch alone is not united. A day of bookings no longer reads the
-- whole status history for its disputes, and who grows older is found without reading all providers.

CREATE INDEX booking_disputes_created_at_idx ON public.booking_status_history (created_at)
    WHERE status = 'DISPUTED';
CREATE INDEX booking_disputes_booking_id_idx ON public.booking_status_history (booking_id)
    WHERE status = 'DISPUTED';
CREATE INDEX provider_directory_growing ON rollup.provider_directory (provider_id)
    WHERE tenure_score < 100;

DROP FUNCTION
    rollup.compute_search_days, rollup.compute_search_hours, rollup.compute_search_terms,
    rollup.compute_search_demand, rollup.searches_of;
DROP VIEW etl.located_searches;

CREATE VIEW etl.counted_searches AS
SELECT
    search.id,
    search.created_at,
    extract(HOUR FROM search.created_at AT TIME ZONE etl.business_time_zone())::integer AS hour,
    search.query,
    search.location,
    CASE WHEN length(filter.category) <= 200 THEN filter.category END AS category,
    search.user_id,
    search.session_id,
    search.results_count = 0 AS is_zero_result,
    search.clicked_provider_id IS NOT NULL AS is_clicked,
    CASE WHEN search.clicked_provider_id IS NOT NULL AND search.click_position >= 1
        THEN search.click_position END AS click_position,
    search.response_time
FROM public.search_logs AS search
CROSS JOIN LATERAL (
    SELECT COALESCE(search.filters ->> 'categoryId', search.filters ->> 'category_id') AS category
) AS filter;

-- The same with their district and map cell.
CREATE VIEW etl.located_searches AS
SELECT
    search.*,
    COALESCE(place.district, 'Unknown') AS district,
    place.h3_cell
FROM etl.counted_searches AS search
-- People search more than once from a place: looked up as a whole, it is looked up once.
LEFT JOIN LATERAL (
    SELECT cell.h3_cell, cell.district
    -- OFFSET 0 keeps the JSON from being read once for each coordinate.
    FROM (SELECT geo.json_point(search.location) AS point OFFSET 0) AS located
    JOIN etl.point_cells AS cell
        ON cell.lat = ST_Y(located.point) AND cell.lng = ST_X(located.point)
    OFFSET 0
) AS place ON true;

CREATE FUNCTION rollup.searches_of(days date[])
RETURNS TABLE (
    day date,
    hour integer,
    district text,
    h3_cell text,
    category text,
    user_id text,
    session_id text,
    is_zero_result boolean,
    is_clicked boolean,
    click_position integer,
    response_time integer
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        day, hour, district, h3_cell, category, user_id, session_id,
        is_zero_result, is_clicked, click_position, response_time
    FROM (
        SELECT *, etl.business_day(created_at) AS day
        FROM etl.located_searches
        WHERE created_at >= rollup.start_of(days) AND created_at < rollup.end_of(days)
        OFFSET 0
    ) AS search
    -- All of them, as a rule; COALESCE keeps the planner from expecting next to none.
    WHERE COALESCE(day = ANY (days), false);
END;

CREATE FUNCTION rollup.compute_search_days(days date[]) RETURNS SETOF rollup.search_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH searches AS MATERIALIZED (
        SELECT
            search.day, search.district, search.is_zero_result, search.is_clicked,
            search.click_position, search.user_id, search.session_id, search.response_time
        FROM rollup.searches_of(days) AS search
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
            hll_add_agg(hll_hash_text(search.user_id), 15) AS users,
            hll_add_agg(hll_hash_text(search.session_id), 15) AS sessions
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

CREATE FUNCTION rollup.compute_search_hours(days date[]) RETURNS SETOF rollup.search_hours
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        search.day,
        search.district,
        search.hour,
        count(*),
        count(*) FILTER (WHERE search.is_zero_result),
        count(*) FILTER (WHERE search.is_clicked)
    FROM rollup.searches_of(days) AS search
    GROUP BY search.day, search.district, search.hour;
END;

CREATE FUNCTION rollup.compute_search_terms(days date[]) RETURNS SETOF rollup.search_terms
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH queries AS (
        SELECT
            etl.business_day(created_at) AS day,
            query,
            count(*) AS searches,
            count(*) FILTER (WHERE is_zero_result) AS zero_results,
            count(*) FILTER (WHERE is_clicked) AS clicked
        FROM etl.counted_searches
        WHERE created_at >= rollup.start_of(days) AND created_at < rollup.end_of(days)
        GROUP BY etl.business_day(created_at), query
    )
    SELECT
        day,
        -- What many typed alike is made a term once.
        etl.search_term(query) AS term,
        sum(searches)::bigint,
        sum(zero_results)::bigint,
        sum(clicked)::bigint
    FROM queries
    -- As in rollup.searches_of.
    WHERE COALESCE(day = ANY (days), false)
    GROUP BY day, etl.search_term(query);
END;

CREATE FUNCTION rollup.compute_search_demand(days date[]) RETURNS SETOF rollup.search_demand
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH demand AS (
        SELECT
            search.day,
            search.h3_cell,
            search.district,
            search.category,
            count(*) AS searches,
            count(*) FILTER (WHERE search.is_zero_result) AS zero_results,
            count(*) FILTER (WHERE NOT search.is_clicked) AS unclicked,
            array_agg(hll_hash_text(COALESCE(search.user_id, search.session_id))) AS customers
        FROM rollup.searches_of(days) AS search
        WHERE search.h3_cell IS NOT NULL
        GROUP BY search.day, search.h3_cell, search.district, search.category
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

REVOKE EXECUTE ON FUNCTION
    rollup.searches_of, rollup.compute_search_days, rollup.compute_search_hours,
    rollup.compute_search_terms, rollup.compute_search_demand
FROM PUBLIC;

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
        CROSS JOIN LATERAL (
            SELECT id FROM public.booking_status_history
            WHERE booking_id = dispute.booking_id AND status = 'DISPUTED'
            ORDER BY created_at, id
            LIMIT 1
        ) AS first_one
        CROSS JOIN LATERAL rollup.booking_of(dispute.booking_id) AS booking
        WHERE dispute.id = first_one.id
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
            booking.status = 'DISPUTED' OR dispute.booking_id IS NOT NULL AS has_dispute
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
        LEFT JOIN LATERAL (
            SELECT booking_id FROM public.booking_status_history
            WHERE booking_id = booking.id AND status = 'DISPUTED'
            LIMIT 1
        ) AS dispute ON true
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

CREATE OR REPLACE VIEW analytics.search_demand_daily AS
SELECT
    day,
    h3_cell,
    district,
    category_id,
    searches,
    zero_results,
    unclicked,
    -- A sketch alone is what the union of it would be, without the work and the memory.
    CASE WHEN cardinality(customers) = 1
        THEN customers[1]
        ELSE (SELECT hll_union_agg(sketch) FROM unnest(customers) AS sketch)
    END AS customers
FROM (
    SELECT
        demand.day,
        demand.h3_cell,
        demand.district,
        category.category_id,
        sum(demand.searches)::bigint AS searches,
        sum(demand.zero_results)::bigint AS zero_results,
        sum(demand.unclicked)::bigint AS unclicked,
        array_agg(demand.customers) AS customers
    FROM rollup.search_demand AS demand
    LEFT JOIN analytics.categories AS category ON category.category_id = demand.category
    GROUP BY demand.day, demand.h3_cell, demand.district, category.category_id
) AS summed;
