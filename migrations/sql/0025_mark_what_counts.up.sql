-- An updated booking marks only the days on which it counts otherwise, and by its id only if what
-- depends on it counts otherwise.

-- Waits for those that are writing bookings, and lets no other begin until this is done.
DROP TRIGGER bookings_mark_updated ON public.bookings;

-- Bookings that wait by their id were marked without the days to which they came.
INSERT INTO etl.dirty_days (source, day)
SELECT 'bookings', day
FROM rollup.days_of_bookings(ARRAY(SELECT DISTINCT booking_id FROM etl.dirty_bookings)) AS day;

CREATE FUNCTION etl.unless_same(moment timestamptz, other timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN NULLIF(moment, other);

CREATE OR REPLACE FUNCTION etl.mark_new_bookings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'bookings', etl.business_day(event.at)
    FROM (
        SELECT pg_catalog.unnest(ARRAY[created_at, confirmed_at, completed_at, cancelled_at]) AS at
        FROM new_rows
    ) AS event
    WHERE rollup.has_day(event.at);
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_old_bookings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'bookings', etl.business_day(event.at)
    FROM (
        SELECT pg_catalog.unnest(ARRAY[created_at, confirmed_at, completed_at, cancelled_at]) AS at
        FROM old_rows
    ) AS event
    WHERE rollup.has_day(event.at);
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_old_payments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'payments', etl.business_day(event.at)
    FROM (
        SELECT pg_catalog.unnest(ARRAY[created_at, paid_at, refunded_at]) AS at FROM old_rows
    ) AS event
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

CREATE FUNCTION etl.mark_changed_bookings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'bookings', etl.business_day(event.at)
    FROM (
        SELECT pg_catalog.unnest(ARRAY[
            before.created_at,
            etl.unless_same(after.created_at, before.created_at),
            etl.unless_same(before.confirmed_at, after.confirmed_at),
            etl.unless_same(after.confirmed_at, before.confirmed_at),
            etl.unless_same(before.completed_at, after.completed_at),
            etl.unless_same(after.completed_at, before.completed_at),
            etl.unless_same(before.cancelled_at, after.cancelled_at),
            etl.unless_same(after.cancelled_at, before.cancelled_at)
        ]) AS at
        FROM old_rows AS before
        FULL JOIN new_rows AS after
            ON after.id OPERATOR(pg_catalog.=) before.id
            AND after.provider_id OPERATOR(pg_catalog.=) before.provider_id
            AND after.currency OPERATOR(pg_catalog.=) before.currency
    ) AS event
    WHERE rollup.has_day(event.at);
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_reassigned_booking() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id) VALUES ('bookings', NEW.id);
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION rollup.days_of_bookings(booking_ids text[]) RETURNS SETOF date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT etl.business_day(event.at)
    FROM unnest(booking_ids) AS marked (booking_id)
    CROSS JOIN LATERAL (
        SELECT booking.created_at AS at
        FROM public.bookings AS booking
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

REVOKE EXECUTE ON FUNCTION
    etl.unless_same, etl.mark_changed_bookings, etl.mark_reassigned_booking
FROM PUBLIC;

CREATE TRIGGER bookings_mark_updated AFTER UPDATE ON public.bookings
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_changed_bookings();

CREATE TRIGGER bookings_mark_reassigned AFTER UPDATE ON public.bookings
FOR EACH ROW
WHEN (
    (NEW.id, NEW.provider_id, NEW.currency) IS DISTINCT FROM (OLD.id, OLD.provider_id, OLD.currency)
)
EXECUTE FUNCTION etl.mark_reassigned_booking();

DROP FUNCTION rollup.number_searched_places(date[]);

-- Whatever comes into search_demand has its place numbered. Each is looked up by the key, even if
-- there were few places when this was planned.
CREATE FUNCTION rollup.number_searched_places() RETURNS trigger
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO rollup.searched_places (h3_cell, district, category)
    SELECT searched.h3_cell, searched.district, searched.category
    FROM (
        SELECT DISTINCT geo.h3_parent(h3_cell, 8) AS h3_cell, district, category FROM new_rows
    ) AS searched
    LEFT JOIN LATERAL (
        SELECT true AS is_known
        FROM rollup.searched_places AS place
        WHERE place.h3_cell = searched.h3_cell
            AND place.district = searched.district
            AND place.category IS NOT DISTINCT FROM searched.category
        OFFSET 0
    ) AS known ON true
    WHERE known.is_known IS NULL;
    RETURN NULL;
END;
$$;

CREATE TRIGGER search_demand_number_places AFTER INSERT ON rollup.search_demand
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION rollup.number_searched_places();

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
        -- A place without a number would be refused, not left out.
        LEFT JOIN rollup.searched_places AS place
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

-- Had anything been refreshed between this code and this schema, it would lack its numbers.
INSERT INTO etl.dirty_days (source, day)
SELECT DISTINCT 'search_logs', demand.day
FROM rollup.search_demand AS demand
LEFT JOIN rollup.searched_places AS place
    ON place.h3_cell = geo.h3_parent(demand.h3_cell, 8)
    AND place.district = demand.district
    AND place.category IS NOT DISTINCT FROM demand.category
WHERE place.place_id IS NULL;

INSERT INTO rollup.searched_places (h3_cell, district, category)
SELECT geo.h3_parent(h3_cell, 8), district, category FROM rollup.search_demand
EXCEPT
SELECT h3_cell, district, category FROM rollup.searched_places;

COMMENT ON TABLE etl.dirty_bookings IS
    'Bookings whose day of request and dependents count otherwise, with the table that changed.';
