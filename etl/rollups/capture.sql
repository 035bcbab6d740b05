-- Made by `make capture` from etl/rollups/sources.py: change that, not this.
-- Whoever writes a row marks what it counts in, by each of its versions that came or went.

CREATE FUNCTION etl.mark_bookings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP OPERATOR(pg_catalog.<>) 'INSERT' THEN
        INSERT INTO etl.booking_versions (booking_id, provider_id, customer_id, service_type,
            currency, created_at, confirmed_at, completed_at, cancelled_at, change)
        SELECT id, provider_id, customer_id, service_type, currency, created_at, confirmed_at,
            completed_at, cancelled_at, -1
        FROM old_rows;
    END IF;
    IF TG_OP OPERATOR(pg_catalog.<>) 'DELETE' THEN
        INSERT INTO etl.booking_versions (booking_id, provider_id, customer_id, service_type,
            currency, created_at, confirmed_at, completed_at, cancelled_at, change)
        SELECT id, provider_id, customer_id, service_type, currency, created_at, confirmed_at,
            completed_at, cancelled_at, 1
        FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER bookings_mark_inserted AFTER INSERT ON public.bookings
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_bookings();

CREATE TRIGGER bookings_mark_updated AFTER UPDATE ON public.bookings
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_bookings();

CREATE TRIGGER bookings_mark_deleted AFTER DELETE ON public.bookings
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_bookings();

CREATE TRIGGER bookings_mark_truncated AFTER TRUNCATE ON public.bookings
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

ALTER TABLE public.bookings
    ENABLE ALWAYS TRIGGER bookings_mark_truncated,
    ENABLE ALWAYS TRIGGER bookings_mark_inserted,
    ENABLE ALWAYS TRIGGER bookings_mark_updated,
    ENABLE ALWAYS TRIGGER bookings_mark_deleted;

CREATE FUNCTION etl.mark_payments() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP OPERATOR(pg_catalog.<>) 'INSERT' THEN
        INSERT INTO etl.booking_marks (source, booking_id, left_at)
        SELECT 'payments', booking_id, ARRAY[created_at, paid_at, refunded_at]
        FROM old_rows;
    END IF;
    IF TG_OP OPERATOR(pg_catalog.<>) 'DELETE' THEN
        INSERT INTO etl.booking_marks (source, booking_id)
        SELECT 'payments', booking_id
        FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER payments_mark_inserted AFTER INSERT ON public.payments
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_payments();

CREATE TRIGGER payments_mark_updated AFTER UPDATE ON public.payments
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_payments();

CREATE TRIGGER payments_mark_deleted AFTER DELETE ON public.payments
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_payments();

CREATE TRIGGER payments_mark_truncated AFTER TRUNCATE ON public.payments
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

ALTER TABLE public.payments
    ENABLE ALWAYS TRIGGER payments_mark_truncated,
    ENABLE ALWAYS TRIGGER payments_mark_inserted,
    ENABLE ALWAYS TRIGGER payments_mark_updated,
    ENABLE ALWAYS TRIGGER payments_mark_deleted;

CREATE FUNCTION etl.mark_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP OPERATOR(pg_catalog.<>) 'INSERT' THEN
        INSERT INTO etl.booking_marks (source, booking_id, left_at)
        SELECT 'reviews', booking_id, ARRAY[created_at]
        FROM old_rows;
        INSERT INTO etl.provider_marks (source, provider_id)
        SELECT 'reviews', provider_id
        FROM old_rows;
    END IF;
    IF TG_OP OPERATOR(pg_catalog.<>) 'DELETE' THEN
        INSERT INTO etl.booking_marks (source, booking_id)
        SELECT 'reviews', booking_id
        FROM new_rows;
        INSERT INTO etl.provider_marks (source, provider_id)
        SELECT 'reviews', provider_id
        FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER reviews_mark_inserted AFTER INSERT ON public.reviews
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_reviews();

CREATE TRIGGER reviews_mark_updated AFTER UPDATE ON public.reviews
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_reviews();

CREATE TRIGGER reviews_mark_deleted AFTER DELETE ON public.reviews
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_reviews();

CREATE TRIGGER reviews_mark_truncated AFTER TRUNCATE ON public.reviews
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

ALTER TABLE public.reviews
    ENABLE ALWAYS TRIGGER reviews_mark_truncated,
    ENABLE ALWAYS TRIGGER reviews_mark_inserted,
    ENABLE ALWAYS TRIGGER reviews_mark_updated,
    ENABLE ALWAYS TRIGGER reviews_mark_deleted;

CREATE FUNCTION etl.mark_booking_status_history() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP OPERATOR(pg_catalog.<>) 'INSERT' THEN
        INSERT INTO etl.booking_marks (source, booking_id, left_at)
        SELECT 'booking_status_history', booking_id, ARRAY[created_at]
        FROM old_rows
        WHERE status OPERATOR(pg_catalog.=) 'DISPUTED';
    END IF;
    IF TG_OP OPERATOR(pg_catalog.<>) 'DELETE' THEN
        INSERT INTO etl.booking_marks (source, booking_id)
        SELECT 'booking_status_history', booking_id
        FROM new_rows
        WHERE status OPERATOR(pg_catalog.=) 'DISPUTED';
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER booking_status_history_mark_inserted AFTER INSERT ON public.booking_status_history
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_booking_status_history();

CREATE TRIGGER booking_status_history_mark_updated AFTER UPDATE ON public.booking_status_history
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_booking_status_history();

CREATE TRIGGER booking_status_history_mark_deleted AFTER DELETE ON public.booking_status_history
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_booking_status_history();

CREATE TRIGGER booking_status_history_mark_truncated AFTER TRUNCATE ON public.booking_status_history
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

ALTER TABLE public.booking_status_history
    ENABLE ALWAYS TRIGGER booking_status_history_mark_truncated,
    ENABLE ALWAYS TRIGGER booking_status_history_mark_inserted,
    ENABLE ALWAYS TRIGGER booking_status_history_mark_updated,
    ENABLE ALWAYS TRIGGER booking_status_history_mark_deleted;

CREATE FUNCTION etl.mark_search_logs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP OPERATOR(pg_catalog.<>) 'INSERT' THEN
        INSERT INTO etl.day_marks (source, day)
        SELECT 'search_logs', etl.business_day(created_at)
        FROM old_rows;
    END IF;
    IF TG_OP OPERATOR(pg_catalog.<>) 'DELETE' THEN
        INSERT INTO etl.day_marks (source, day)
        SELECT 'search_logs', etl.business_day(created_at)
        FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER search_logs_mark_inserted AFTER INSERT ON public.search_logs
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_search_logs();

CREATE TRIGGER search_logs_mark_updated AFTER UPDATE ON public.search_logs
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_search_logs();

CREATE TRIGGER search_logs_mark_deleted AFTER DELETE ON public.search_logs
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_search_logs();

CREATE TRIGGER search_logs_mark_truncated AFTER TRUNCATE ON public.search_logs
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

-- A MERGE that moves a row to another partition tells no trigger of statements. Before, since a row
-- that moves is deleted there and inserted here.
CREATE FUNCTION etl.mark_moved_search_logs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.day_marks (source, day)
    SELECT 'search_logs', etl.business_day(created_at)
    FROM (VALUES (OLD.created_at), (NEW.created_at)) AS moved (created_at);
    RETURN NEW;
END;
$$;

CREATE TRIGGER search_logs_mark_moved BEFORE UPDATE ON public.search_logs
FOR EACH ROW WHEN (NEW.created_at IS DISTINCT FROM OLD.created_at)
EXECUTE FUNCTION etl.mark_moved_search_logs();

ALTER TABLE public.search_logs
    ENABLE ALWAYS TRIGGER search_logs_mark_truncated,
    ENABLE ALWAYS TRIGGER search_logs_mark_inserted,
    ENABLE ALWAYS TRIGGER search_logs_mark_updated,
    ENABLE ALWAYS TRIGGER search_logs_mark_deleted,
    ENABLE ALWAYS TRIGGER search_logs_mark_moved;

CREATE FUNCTION etl.mark_users() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN
        INSERT INTO etl.provider_marks (source, user_id)
        SELECT 'users', id
        FROM (SELECT id, name, created_at FROM new_rows EXCEPT SELECT id, name, created_at FROM
            old_rows) AS changed;
        RETURN NULL;
    END IF;
    IF TG_OP OPERATOR(pg_catalog.<>) 'INSERT' THEN
        INSERT INTO etl.provider_marks (source, user_id)
        SELECT 'users', id
        FROM old_rows;
    END IF;
    IF TG_OP OPERATOR(pg_catalog.<>) 'DELETE' THEN
        INSERT INTO etl.provider_marks (source, user_id)
        SELECT 'users', id
        FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER users_mark_inserted AFTER INSERT ON public.users
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_users();

CREATE TRIGGER users_mark_updated AFTER UPDATE ON public.users
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_users();

CREATE TRIGGER users_mark_deleted AFTER DELETE ON public.users
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_users();

CREATE TRIGGER users_mark_truncated AFTER TRUNCATE ON public.users
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

ALTER TABLE public.users
    ENABLE ALWAYS TRIGGER users_mark_truncated,
    ENABLE ALWAYS TRIGGER users_mark_inserted,
    ENABLE ALWAYS TRIGGER users_mark_updated,
    ENABLE ALWAYS TRIGGER users_mark_deleted;

CREATE FUNCTION etl.mark_customer_profiles() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN
        INSERT INTO etl.day_marks (source)
        SELECT 'customer_profiles'
        FROM (SELECT id, user_id FROM new_rows EXCEPT SELECT id, user_id FROM old_rows) AS changed;
        RETURN NULL;
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER customer_profiles_mark_updated AFTER UPDATE ON public.customer_profiles
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_customer_profiles();

CREATE TRIGGER customer_profiles_mark_truncated AFTER TRUNCATE ON public.customer_profiles
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

ALTER TABLE public.customer_profiles
    ENABLE ALWAYS TRIGGER customer_profiles_mark_truncated,
    ENABLE ALWAYS TRIGGER customer_profiles_mark_updated;

CREATE TRIGGER categories_mark
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.categories
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

ALTER TABLE public.categories
    ENABLE ALWAYS TRIGGER categories_mark;

CREATE FUNCTION etl.mark_sub_categories() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN
        INSERT INTO etl.day_marks (source)
        SELECT 'sub_categories'
        FROM (SELECT id, category_id, name, name_translations, slug, description, is_active,
            sort_order FROM new_rows EXCEPT SELECT id, category_id, name, name_translations, slug,
            description, is_active, sort_order FROM old_rows) AS changed;
        RETURN NULL;
    END IF;
    IF TG_OP OPERATOR(pg_catalog.<>) 'INSERT' THEN
        INSERT INTO etl.day_marks (source)
        SELECT 'sub_categories'
        FROM old_rows;
    END IF;
    IF TG_OP OPERATOR(pg_catalog.<>) 'DELETE' THEN
        INSERT INTO etl.day_marks (source)
        SELECT 'sub_categories'
        FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER sub_categories_mark_inserted AFTER INSERT ON public.sub_categories
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_sub_categories();

CREATE TRIGGER sub_categories_mark_updated AFTER UPDATE ON public.sub_categories
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_sub_categories();

CREATE TRIGGER sub_categories_mark_deleted AFTER DELETE ON public.sub_categories
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_sub_categories();

CREATE TRIGGER sub_categories_mark_truncated AFTER TRUNCATE ON public.sub_categories
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

ALTER TABLE public.sub_categories
    ENABLE ALWAYS TRIGGER sub_categories_mark_truncated,
    ENABLE ALWAYS TRIGGER sub_categories_mark_inserted,
    ENABLE ALWAYS TRIGGER sub_categories_mark_updated,
    ENABLE ALWAYS TRIGGER sub_categories_mark_deleted;

CREATE FUNCTION etl.mark_provider_profiles() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP OPERATOR(pg_catalog.<>) 'INSERT' THEN
        INSERT INTO etl.provider_marks (source, provider_id)
        SELECT 'provider_profiles', id
        FROM old_rows;
    END IF;
    IF TG_OP OPERATOR(pg_catalog.<>) 'DELETE' THEN
        INSERT INTO etl.provider_marks (source, provider_id)
        SELECT 'provider_profiles', id
        FROM new_rows;
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER provider_profiles_mark_inserted AFTER INSERT ON public.provider_profiles
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_provider_profiles();

CREATE TRIGGER provider_profiles_mark_updated AFTER UPDATE ON public.provider_profiles
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_provider_profiles();

CREATE TRIGGER provider_profiles_mark_deleted AFTER DELETE ON public.provider_profiles
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_provider_profiles();

CREATE TRIGGER provider_profiles_mark_truncated AFTER TRUNCATE ON public.provider_profiles
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

ALTER TABLE public.provider_profiles
    ENABLE ALWAYS TRIGGER provider_profiles_mark_truncated,
    ENABLE ALWAYS TRIGGER provider_profiles_mark_inserted,
    ENABLE ALWAYS TRIGGER provider_profiles_mark_updated,
    ENABLE ALWAYS TRIGGER provider_profiles_mark_deleted;

CREATE TRIGGER system_config_mark
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.system_config
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

ALTER TABLE public.system_config
    ENABLE ALWAYS TRIGGER system_config_mark;

CREATE TRIGGER districts_mark
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON geo.districts
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

ALTER TABLE geo.districts
    ENABLE ALWAYS TRIGGER districts_mark;

CREATE TRIGGER pincodes_mark
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON geo.pincodes
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

ALTER TABLE geo.pincodes
    ENABLE ALWAYS TRIGGER pincodes_mark;

-- All moments at which anything of a booking counts, whatever holds them.
CREATE VIEW etl.booking_moments AS
SELECT
    'bookings' AS relation, id, id AS booking_id,
    'created_at' AS field, created_at AS at
FROM public.bookings
UNION ALL
SELECT
    'bookings' AS relation, id, id AS booking_id,
    'confirmed_at' AS field, confirmed_at AS at
FROM public.bookings
UNION ALL
SELECT
    'bookings' AS relation, id, id AS booking_id,
    'completed_at' AS field, completed_at AS at
FROM public.bookings
UNION ALL
SELECT
    'bookings' AS relation, id, id AS booking_id,
    'cancelled_at' AS field, cancelled_at AS at
FROM public.bookings
UNION ALL
SELECT
    'payments' AS relation, id, booking_id AS booking_id,
    'created_at' AS field, created_at AS at
FROM public.payments
UNION ALL
SELECT
    'payments' AS relation, id, booking_id AS booking_id,
    'paid_at' AS field, paid_at AS at
FROM public.payments
UNION ALL
SELECT
    'payments' AS relation, id, booking_id AS booking_id,
    'refunded_at' AS field, refunded_at AS at
FROM public.payments
UNION ALL
SELECT
    'reviews' AS relation, id, booking_id AS booking_id,
    'created_at' AS field, created_at AS at
FROM public.reviews
UNION ALL
SELECT
    'booking_status_history' AS relation, id, booking_id AS booking_id,
    'created_at' AS field, created_at AS at
FROM public.booking_status_history
WHERE status OPERATOR(pg_catalog.=) 'DISPUTED';

-- Those of the versions of bookings that came or went.
CREATE VIEW etl.version_moments AS
SELECT version.booking_id, version.provider_id, version.service_type, version.currency,
    version.change, moment.field, moment.at
FROM etl.booking_versions AS version
CROSS JOIN LATERAL (
    VALUES
        ('created_at', version.created_at),
        ('confirmed_at', version.confirmed_at),
        ('completed_at', version.completed_at),
        ('cancelled_at', version.cancelled_at)
) AS moment (field, at);

-- What is here already was never marked.
INSERT INTO etl.day_marks (source)
VALUES
    ('bookings'),
    ('payments'),
    ('reviews'),
    ('booking_status_history'),
    ('search_logs'),
    ('users'),
    ('customer_profiles'),
    ('categories'),
    ('sub_categories'),
    ('provider_profiles'),
    ('system_config'),
    ('districts'),
    ('pincodes');
