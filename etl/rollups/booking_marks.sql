-- A booking's payment, review and disputes count on days that the booking decides and the other way
-- round. Which days these are, a trigger cannot know: another transaction may be moving the other
-- row. So writers append what came and what went, as it is, and the refresh expands it to days as
-- the refresh's own snapshot sees them. Days that a row leaves are found by its OLD version, since
-- nobody else will know them later, and those to which a booking comes by its NEW version: only it
-- decides them. Joining, comparing or gathering here would cost every writer more than the rest.
-- Why that is enough: docs/decisions.md, A11 and the tests of tests/etl/rollups.

CREATE FUNCTION etl.mark_new_bookings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.booking_versions
    SELECT id, provider_id, currency, created_at, confirmed_at, completed_at, cancelled_at, 1
    FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_old_bookings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.booking_versions
    SELECT id, provider_id, currency, created_at, confirmed_at, completed_at, cancelled_at, -1
    FROM old_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_changed_bookings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.booking_versions
    SELECT id, provider_id, currency, created_at, confirmed_at, completed_at, cancelled_at, -1
    FROM old_rows
    UNION ALL
    SELECT id, provider_id, currency, created_at, confirmed_at, completed_at, cancelled_at, 1
    FROM new_rows;
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
    INSERT INTO etl.dirty_bookings (source, booking_id, left_at)
    SELECT 'payments', booking_id, ARRAY[created_at, paid_at, refunded_at] FROM old_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_changed_payments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id, left_at)
    SELECT 'payments', booking_id, ARRAY[created_at, paid_at, refunded_at] FROM old_rows
    UNION ALL
    SELECT 'payments', booking_id, NULL FROM new_rows;
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
    INSERT INTO etl.dirty_bookings (source, booking_id, left_at)
    SELECT 'reviews', booking_id, ARRAY[created_at] FROM old_rows;
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'reviews', provider_id FROM old_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_changed_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id, left_at)
    SELECT 'reviews', booking_id, ARRAY[created_at] FROM old_rows
    UNION ALL
    SELECT 'reviews', booking_id, NULL FROM new_rows;
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'reviews', provider_id FROM old_rows
    UNION ALL
    SELECT 'reviews', provider_id FROM new_rows;
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
    INSERT INTO etl.dirty_bookings (source, booking_id, left_at)
    SELECT 'booking_status_history', booking_id, ARRAY[created_at] FROM old_rows
    WHERE status OPERATOR(pg_catalog.=) 'DISPUTED';
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_changed_disputes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id, left_at)
    SELECT 'booking_status_history', booking_id, ARRAY[created_at] FROM old_rows
    WHERE status OPERATOR(pg_catalog.=) 'DISPUTED'
    UNION ALL
    SELECT 'booking_status_history', booking_id, NULL FROM new_rows
    WHERE status OPERATOR(pg_catalog.=) 'DISPUTED';
    RETURN NULL;
END;
$$;

-- The days on which bookings count otherwise since their versions came and went; one of them is
-- NULL if a booking was requested at no day. All that a booking is counts on the day on which it
-- was requested. On the days of its other moments it counts for its provider and in its currency,
-- whatever else changes: not if as many versions with all this came as went.
CREATE FUNCTION rollup.days_of_versions() RETURNS SETOF date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT rollup.day_of(event.at)
    FROM (
        SELECT created_at AS at FROM etl.booking_versions
        UNION
        SELECT moment.at
        FROM etl.booking_versions AS version
        CROSS JOIN LATERAL (
            VALUES
                ('confirmed', version.confirmed_at),
                ('completed', version.completed_at),
                ('cancelled', version.cancelled_at)
        ) AS moment (event, at)
        WHERE moment.at IS NOT NULL
        GROUP BY
            version.booking_id, version.provider_id, version.currency, moment.event, moment.at
        HAVING sum(version.change) <> 0
    ) AS event;
END;

-- The bookings whose dependents count otherwise: marked by these, or of which versions are of more
-- than one provider or currency.
CREATE FUNCTION rollup.bookings_to_expand() RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT booking_id FROM etl.dirty_bookings
    UNION
    SELECT booking_id
    FROM etl.booking_versions
    GROUP BY booking_id
    HAVING count(DISTINCT (provider_id, currency)) > 1;
END;

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
