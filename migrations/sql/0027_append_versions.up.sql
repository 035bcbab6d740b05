-- Writers append what came and what went, and the refresh finds the days of it: nothing is joined,
-- compared or gathered for them. A MERGE that moves a search to another week marks its days.

-- Waits for those that are writing, and lets no other begin until this is done.
LOCK TABLE
    public.bookings, public.booking_status_history, public.payments, public.reviews,
    public.search_logs
IN ACCESS EXCLUSIVE MODE;

CREATE TABLE etl.booking_versions (
    booking_id text NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    completed_at timestamptz,
    cancelled_at timestamptz,
    change smallint NOT NULL
);

ALTER TABLE etl.dirty_bookings ADD COLUMN left_at timestamptz[];

COMMENT ON TABLE etl.booking_versions IS
    'Versions of bookings that came (change: 1) or went (-1).';
COMMENT ON TABLE etl.dirty_bookings IS
    'Bookings with a dependent that came or went, in which table, and when a gone one counted.';

CREATE OR REPLACE FUNCTION etl.mark_new_bookings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.booking_versions
    SELECT id, provider_id, currency, created_at, confirmed_at, completed_at, cancelled_at, 1
    FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_old_bookings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.booking_versions
    SELECT id, provider_id, currency, created_at, confirmed_at, completed_at, cancelled_at, -1
    FROM old_rows;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_changed_bookings() RETURNS trigger
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

CREATE OR REPLACE FUNCTION etl.mark_old_payments() RETURNS trigger
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

CREATE OR REPLACE FUNCTION etl.mark_old_reviews() RETURNS trigger
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

CREATE OR REPLACE FUNCTION etl.mark_old_disputes() RETURNS trigger
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

CREATE FUNCTION rollup.days_of_versions() RETURNS SETOF date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT CASE WHEN rollup.has_day(event.at) THEN etl.business_day(event.at) END
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

CREATE OR REPLACE FUNCTION etl.mark_new_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT 'search_logs', etl.business_day(created_at) FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_old_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT 'search_logs', etl.business_day(created_at) FROM old_rows;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_changed_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT 'search_logs', etl.business_day(created_at) FROM old_rows
    UNION ALL
    SELECT 'search_logs', etl.business_day(created_at) FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_moved_search() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    VALUES
        ('search_logs', etl.business_day(OLD.created_at)),
        ('search_logs', etl.business_day(NEW.created_at));
    RETURN NEW;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_changed_providers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'provider_profiles', id FROM old_rows
    UNION ALL
    SELECT 'provider_profiles', id FROM new_rows;
    RETURN NULL;
END;
$$;

REVOKE EXECUTE ON FUNCTION
    etl.mark_changed_payments(),
    etl.mark_changed_reviews(),
    etl.mark_changed_disputes(),
    rollup.days_of_versions(),
    rollup.bookings_to_expand(),
    etl.mark_moved_search()
FROM PUBLIC;

CREATE OR REPLACE TRIGGER payments_mark_updated AFTER UPDATE ON public.payments
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_changed_payments();

CREATE OR REPLACE TRIGGER reviews_mark_updated AFTER UPDATE ON public.reviews
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_changed_reviews();

CREATE OR REPLACE TRIGGER booking_status_history_mark_updated
AFTER UPDATE ON public.booking_status_history
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_changed_disputes();

CREATE TRIGGER search_logs_mark_moved BEFORE UPDATE ON public.search_logs
FOR EACH ROW WHEN (NEW.created_at IS DISTINCT FROM OLD.created_at)
EXECUTE FUNCTION etl.mark_moved_search();

DROP TRIGGER bookings_mark_reassigned ON public.bookings;
DROP FUNCTION etl.unless_same, etl.mark_reassigned_booking;
