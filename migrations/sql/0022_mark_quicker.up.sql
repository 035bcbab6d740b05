-- One trigger for both versions of the rows that an UPDATE changes, not one for each; and functions
-- that do without a search_path of their own, which took longer than all that they do.

CREATE OR REPLACE FUNCTION etl.mark_all() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source) VALUES (TG_TABLE_NAME);
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_new_providers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'provider_profiles', id FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_old_providers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'provider_profiles', id FROM old_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_changed_providers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'provider_profiles', id FROM old_rows
    UNION
    SELECT 'provider_profiles', id FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_changed_users() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, user_id)
    SELECT 'users', id
    FROM (
        SELECT id, name, created_at FROM new_rows
        EXCEPT
        SELECT id, name, created_at FROM old_rows
    ) AS changed;
    RETURN NULL;
END;
$$;

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

CREATE OR REPLACE FUNCTION etl.mark_new_payments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'payments', booking_id FROM new_rows;
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

CREATE OR REPLACE FUNCTION etl.mark_new_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'reviews', booking_id FROM new_rows;
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'reviews', provider_id FROM new_rows;
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

CREATE OR REPLACE FUNCTION etl.mark_new_disputes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'booking_status_history', booking_id FROM new_rows
    WHERE status OPERATOR(pg_catalog.=) 'DISPUTED';
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

CREATE FUNCTION etl.mark_changed_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT 'search_logs', etl.business_day(created_at) FROM old_rows
    UNION
    SELECT 'search_logs', etl.business_day(created_at) FROM new_rows;
    RETURN NULL;
END;
$$;

DROP TRIGGER search_logs_mark_updated_from ON public.search_logs;
DROP TRIGGER search_logs_mark_updated_to ON public.search_logs;
CREATE TRIGGER search_logs_mark_updated AFTER UPDATE ON public.search_logs
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_changed_searches();

DROP TRIGGER provider_profiles_mark_updated_from ON public.provider_profiles;
DROP TRIGGER provider_profiles_mark_updated_to ON public.provider_profiles;
CREATE TRIGGER provider_profiles_mark_updated AFTER UPDATE ON public.provider_profiles
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_changed_providers();

REVOKE EXECUTE ON FUNCTION etl.mark_changed_providers(), etl.mark_changed_searches() FROM PUBLIC;
