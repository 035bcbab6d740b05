-- Back to a trigger for each version, and functions with a search_path of their own.

DROP TRIGGER search_logs_mark_updated ON public.search_logs;
CREATE TRIGGER search_logs_mark_updated_from AFTER UPDATE ON public.search_logs
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_searches();
CREATE TRIGGER search_logs_mark_updated_to AFTER UPDATE ON public.search_logs
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_searches();

DROP TRIGGER provider_profiles_mark_updated ON public.provider_profiles;
CREATE TRIGGER provider_profiles_mark_updated_from AFTER UPDATE ON public.provider_profiles
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_providers();
CREATE TRIGGER provider_profiles_mark_updated_to AFTER UPDATE ON public.provider_profiles
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_providers();

DROP FUNCTION etl.mark_changed_searches;
DROP FUNCTION etl.mark_changed_providers;

CREATE OR REPLACE FUNCTION etl.mark_all() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_days (source) VALUES (TG_TABLE_NAME);
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_new_providers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'provider_profiles', id FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_old_providers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'provider_profiles', id FROM old_rows;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_changed_users() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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

CREATE OR REPLACE FUNCTION etl.mark_old_bookings() RETURNS trigger
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

CREATE OR REPLACE FUNCTION etl.mark_new_payments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'payments', booking_id FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_old_payments() RETURNS trigger
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

CREATE OR REPLACE FUNCTION etl.mark_new_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'reviews', booking_id FROM new_rows;
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'reviews', provider_id FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_old_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'reviews', etl.business_day(created_at)
    FROM old_rows
    WHERE rollup.has_day(created_at);
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'reviews', booking_id FROM old_rows;
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'reviews', provider_id FROM old_rows;
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO etl.dirty_bookings (source, booking_id)
        SELECT 'reviews', booking_id FROM new_rows;
        INSERT INTO etl.dirty_providers (source, provider_id)
        SELECT 'reviews', provider_id FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_new_disputes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_bookings (source, booking_id)
    SELECT 'booking_status_history', booking_id FROM new_rows WHERE status = 'DISPUTED';
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_old_disputes() RETURNS trigger
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

CREATE OR REPLACE FUNCTION etl.mark_new_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'search_logs', etl.business_day(created_at) FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION etl.mark_old_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'search_logs', etl.business_day(created_at) FROM old_rows;
    RETURN NULL;
END;
$$;
