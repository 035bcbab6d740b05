-- A booking's payment, review and disputes count on days that the booking decides and the other way
-- round. Which days these are, a trigger cannot know: another transaction may be moving the other
-- row. So what changes for the other side marks the booking by its id, and the refresh expands it
-- to days as the refresh's own snapshot sees them. Days that a changed row itself leaves are marked
-- here, from its OLD version: nobody else will know them later. A booking also marks the days to
-- which it comes, from its NEW version: only it decides them.
-- Why that is enough: docs/decisions.md, A11 and the tests of tests/etl/rollups.

-- One moment unless the other is the same: NULLIF itself would be left to the search_path.
CREATE FUNCTION etl.unless_same(moment timestamptz, other timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN NULLIF(moment, other);

-- The days of a booking are its own; what depends on it comes later and marks it by its id.
CREATE FUNCTION etl.mark_new_bookings() RETURNS trigger
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

CREATE FUNCTION etl.mark_old_bookings() RETURNS trigger
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

-- All that a booking is counts on the day on which it was requested. On the days of its other
-- moments it counts for its provider and in its currency, whatever else changes: these are marked
-- only if the moment, the provider or the currency is another.
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

-- Of a booking that is another provider's, in another currency or called otherwise, what depends
-- on it counts otherwise too.
CREATE FUNCTION etl.mark_reassigned_booking() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id) VALUES ('bookings', NEW.id);
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_new_payments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'payments', booking_id FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_old_payments() RETURNS trigger
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

CREATE FUNCTION etl.mark_new_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'reviews', booking_id FROM new_rows;
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'reviews', provider_id FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_old_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'reviews', etl.business_day(created_at)
    FROM old_rows
    WHERE rollup.has_day(created_at);
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'reviews', booking_id FROM old_rows;
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'reviews', provider_id FROM old_rows;
    IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN
        INSERT INTO etl.dirty_bookings (source, booking_id)
        SELECT 'reviews', booking_id FROM new_rows;
        INSERT INTO etl.dirty_providers (source, provider_id)
        SELECT 'reviews', provider_id FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

-- Of the status history only disputes count.
CREATE FUNCTION etl.mark_new_disputes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'booking_status_history', booking_id FROM new_rows
    WHERE status OPERATOR(pg_catalog.=) 'DISPUTED';
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_old_disputes() RETURNS trigger
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

-- The days on which anything counts that depends on one of these bookings, and those on which they
-- were requested, where it counts too. Their other moments the bookings mark themselves. Row by row
-- through the keys, however many bookings there are.
CREATE FUNCTION rollup.days_of_bookings(booking_ids text[]) RETURNS SETOF date
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
