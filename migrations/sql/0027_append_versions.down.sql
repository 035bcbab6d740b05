-- Back to marks that writers find themselves.

-- Waits for those that are writing, and lets no other begin until this is done.
LOCK TABLE
    public.bookings, public.booking_status_history, public.payments, public.reviews,
    public.search_logs
IN ACCESS EXCLUSIVE MODE;

INSERT INTO etl.dirty_days (source, day)
SELECT 'bookings', day FROM rollup.days_of_versions() AS day WHERE day IS NOT NULL
UNION
SELECT marked.source, etl.business_day(moment.at)
FROM etl.dirty_bookings AS marked
CROSS JOIN LATERAL unnest(marked.left_at) AS moment (at)
WHERE rollup.has_day(moment.at);

INSERT INTO etl.dirty_bookings (source, booking_id)
SELECT 'bookings', booking_id FROM rollup.bookings_to_expand() AS booking_id;

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

CREATE OR REPLACE FUNCTION etl.mark_changed_bookings() RETURNS trigger
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

CREATE OR REPLACE FUNCTION etl.mark_old_reviews() RETURNS trigger
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

CREATE OR REPLACE FUNCTION etl.mark_new_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'search_logs', etl.business_day(created_at) FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_old_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'search_logs', etl.business_day(created_at) FROM old_rows;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_changed_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT 'search_logs', etl.business_day(created_at) FROM old_rows
    UNION
    SELECT 'search_logs', etl.business_day(created_at) FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_changed_providers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'provider_profiles', id FROM old_rows
    UNION
    SELECT 'provider_profiles', id FROM new_rows;
    RETURN NULL;
END;
$$;

REVOKE EXECUTE ON FUNCTION
    etl.unless_same(timestamptz, timestamptz), etl.mark_reassigned_booking()
FROM PUBLIC;

CREATE TRIGGER bookings_mark_reassigned AFTER UPDATE ON public.bookings
FOR EACH ROW
WHEN (
    (NEW.id, NEW.provider_id, NEW.currency) IS DISTINCT FROM (OLD.id, OLD.provider_id, OLD.currency)
)
EXECUTE FUNCTION etl.mark_reassigned_booking();

CREATE OR REPLACE TRIGGER payments_mark_updated AFTER UPDATE ON public.payments
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_payments();

CREATE OR REPLACE TRIGGER reviews_mark_updated AFTER UPDATE ON public.reviews
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_reviews();

CREATE OR REPLACE TRIGGER booking_status_history_mark_updated
AFTER UPDATE ON public.booking_status_history
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_disputes();

DROP TRIGGER search_logs_mark_moved ON public.search_logs;
DROP FUNCTION
    etl.mark_changed_payments,
    etl.mark_changed_reviews,
    etl.mark_changed_disputes,
    rollup.days_of_versions,
    rollup.bookings_to_expand,
    etl.mark_moved_search;

DROP TABLE etl.booking_versions;
ALTER TABLE etl.dirty_bookings DROP COLUMN left_at;
COMMENT ON TABLE etl.dirty_bookings IS
    'Bookings whose day of request and dependents count otherwise, with the table that changed.';
