-- Back to updated bookings that mark all their days.

DROP TRIGGER bookings_mark_updated ON public.bookings;
DROP TRIGGER bookings_mark_reassigned ON public.bookings;

CREATE OR REPLACE FUNCTION etl.mark_new_bookings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
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

CREATE OR REPLACE FUNCTION etl.mark_old_bookings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'bookings', etl.business_day(event.at)
    FROM old_rows
    CROSS JOIN LATERAL (
        VALUES (created_at), (confirmed_at), (completed_at), (cancelled_at)
    ) AS event (at)
    WHERE rollup.has_day(event.at);
    IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN
        INSERT INTO etl.dirty_bookings (source, booking_id) SELECT 'bookings', id FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_old_payments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'payments', etl.business_day(event.at)
    FROM old_rows
    CROSS JOIN LATERAL (VALUES (created_at), (paid_at), (refunded_at)) AS event (at)
    WHERE rollup.has_day(event.at);
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'payments', booking_id FROM old_rows;
    IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN
        INSERT INTO etl.dirty_bookings (source, booking_id)
        SELECT 'payments', booking_id FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_old_disputes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'booking_status_history', etl.business_day(created_at)
    FROM old_rows
    WHERE status OPERATOR(pg_catalog.=) 'DISPUTED' AND rollup.has_day(created_at);
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'booking_status_history', booking_id FROM old_rows
    WHERE status OPERATOR(pg_catalog.=) 'DISPUTED';
    IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN
        INSERT INTO etl.dirty_bookings (source, booking_id)
        SELECT 'booking_status_history', booking_id FROM new_rows
    WHERE status OPERATOR(pg_catalog.=) 'DISPUTED';
    END IF;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION rollup.days_of_bookings(booking_ids text[]) RETURNS SETOF date
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

CREATE TRIGGER bookings_mark_updated AFTER UPDATE ON public.bookings
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_bookings();

DROP FUNCTION etl.mark_changed_bookings, etl.mark_reassigned_booking, etl.unless_same;

DROP TRIGGER search_demand_number_places ON rollup.search_demand;
DROP FUNCTION rollup.number_searched_places;

CREATE FUNCTION rollup.number_searched_places(days date[]) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    WITH searched AS (
        SELECT DISTINCT geo.h3_parent(h3_cell, 8) AS h3_cell, district, category
        FROM rollup.search_demand
        WHERE day = ANY (days)
    )
    INSERT INTO rollup.searched_places (h3_cell, district, category)
    SELECT h3_cell, district, category
    FROM searched
    WHERE NOT EXISTS (
        SELECT
        FROM rollup.searched_places AS known
        WHERE known.h3_cell = searched.h3_cell
            AND known.district = searched.district
            AND known.category IS NOT DISTINCT FROM searched.category
    );
END;

REVOKE EXECUTE ON FUNCTION rollup.number_searched_places FROM PUBLIC;

CREATE OR REPLACE FUNCTION rollup.compute_place_demand(days date[]) RETURNS SETOF rollup.place_demand
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH demand AS (
        SELECT
            searched.day,
            place.place_id,
            sum(searched.searches)::bigint AS searches,
            array_agg(searched.customers) AS customers
        FROM (
            SELECT *, geo.h3_parent(h3_cell, 8) AS parent
            FROM rollup.search_demand
            WHERE day = ANY (days)
            OFFSET 0
        ) AS searched
        JOIN rollup.searched_places AS place
            ON place.h3_cell = searched.parent
            AND place.district = searched.district
            AND place.category IS NOT DISTINCT FROM searched.category
        GROUP BY searched.day, place.place_id
    )
    SELECT
        day,
        place_id,
        searches,
        -- A sketch alone is what the union of it would be, without the work.
        CASE WHEN cardinality(customers) = 1
            THEN customers[1]
            ELSE (SELECT hll_union_agg(sketch) FROM unnest(customers) AS sketch)
        END
    FROM demand;
END;

COMMENT ON TABLE etl.dirty_bookings IS
    'Bookings whose days are to be recomputed, with the table that changed.';
