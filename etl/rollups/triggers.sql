-- Which statement marks what. An UPDATE marks what both versions of each row count in.

CREATE TRIGGER bookings_mark_inserted AFTER INSERT ON public.bookings
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_bookings();

CREATE TRIGGER bookings_mark_updated AFTER UPDATE ON public.bookings
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_changed_bookings();

CREATE TRIGGER bookings_mark_deleted AFTER DELETE ON public.bookings
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_bookings();

CREATE TRIGGER bookings_mark_truncated AFTER TRUNCATE ON public.bookings
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER payments_mark_inserted AFTER INSERT ON public.payments
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_payments();

CREATE TRIGGER payments_mark_updated AFTER UPDATE ON public.payments
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_changed_payments();

CREATE TRIGGER payments_mark_deleted AFTER DELETE ON public.payments
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_payments();

CREATE TRIGGER payments_mark_truncated AFTER TRUNCATE ON public.payments
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER reviews_mark_inserted AFTER INSERT ON public.reviews
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_reviews();

CREATE TRIGGER reviews_mark_updated AFTER UPDATE ON public.reviews
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_changed_reviews();

CREATE TRIGGER reviews_mark_deleted AFTER DELETE ON public.reviews
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_reviews();

CREATE TRIGGER reviews_mark_truncated AFTER TRUNCATE ON public.reviews
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER booking_status_history_mark_inserted AFTER INSERT ON public.booking_status_history
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_disputes();

CREATE TRIGGER booking_status_history_mark_updated AFTER UPDATE ON public.booking_status_history
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_changed_disputes();

CREATE TRIGGER booking_status_history_mark_deleted AFTER DELETE ON public.booking_status_history
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_disputes();

CREATE TRIGGER booking_status_history_mark_truncated AFTER TRUNCATE ON public.booking_status_history
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER search_logs_mark_inserted AFTER INSERT ON public.search_logs
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_searches();

CREATE TRIGGER search_logs_mark_updated AFTER UPDATE ON public.search_logs
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_changed_searches();

-- Before, since a search that moves to another partition is deleted there and inserted here.
CREATE TRIGGER search_logs_mark_moved BEFORE UPDATE ON public.search_logs
FOR EACH ROW WHEN (NEW.created_at IS DISTINCT FROM OLD.created_at)
EXECUTE FUNCTION etl.mark_moved_search();

CREATE TRIGGER search_logs_mark_deleted AFTER DELETE ON public.search_logs
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_searches();

CREATE TRIGGER search_logs_mark_truncated AFTER TRUNCATE ON public.search_logs
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

-- Sources without days: what is built from them is built again.

CREATE TRIGGER users_mark_inserted_or_deleted AFTER INSERT OR DELETE OR TRUNCATE ON public.users
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER users_mark_updated AFTER UPDATE ON public.users
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_changed_users();

CREATE TRIGGER categories_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.categories
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER provider_profiles_mark_inserted AFTER INSERT ON public.provider_profiles
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_new_providers();

CREATE TRIGGER provider_profiles_mark_updated AFTER UPDATE ON public.provider_profiles
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_changed_providers();

CREATE TRIGGER provider_profiles_mark_deleted AFTER DELETE ON public.provider_profiles
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_old_providers();

CREATE TRIGGER provider_profiles_mark_truncated AFTER TRUNCATE ON public.provider_profiles
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER system_config_mark
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.system_config
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER districts_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON geo.districts
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

CREATE TRIGGER pincodes_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON geo.pincodes
FOR EACH STATEMENT EXECUTE FUNCTION etl.mark_all();

-- Marks are written whoever writes: also by a session that replays changes (a restore, a copy).
-- Whatever switched a trigger off and on again has taken this from it, and the doctor sees that.

ALTER TABLE public.bookings ENABLE ALWAYS TRIGGER bookings_mark_inserted;
ALTER TABLE public.bookings ENABLE ALWAYS TRIGGER bookings_mark_updated;
ALTER TABLE public.bookings ENABLE ALWAYS TRIGGER bookings_mark_deleted;
ALTER TABLE public.bookings ENABLE ALWAYS TRIGGER bookings_mark_truncated;
ALTER TABLE public.payments ENABLE ALWAYS TRIGGER payments_mark_inserted;
ALTER TABLE public.payments ENABLE ALWAYS TRIGGER payments_mark_updated;
ALTER TABLE public.payments ENABLE ALWAYS TRIGGER payments_mark_deleted;
ALTER TABLE public.payments ENABLE ALWAYS TRIGGER payments_mark_truncated;
ALTER TABLE public.reviews ENABLE ALWAYS TRIGGER reviews_mark_inserted;
ALTER TABLE public.reviews ENABLE ALWAYS TRIGGER reviews_mark_updated;
ALTER TABLE public.reviews ENABLE ALWAYS TRIGGER reviews_mark_deleted;
ALTER TABLE public.reviews ENABLE ALWAYS TRIGGER reviews_mark_truncated;
ALTER TABLE public.booking_status_history
ENABLE ALWAYS TRIGGER booking_status_history_mark_inserted;
ALTER TABLE public.booking_status_history
ENABLE ALWAYS TRIGGER booking_status_history_mark_updated;
ALTER TABLE public.booking_status_history
ENABLE ALWAYS TRIGGER booking_status_history_mark_deleted;
ALTER TABLE public.booking_status_history
ENABLE ALWAYS TRIGGER booking_status_history_mark_truncated;
ALTER TABLE public.search_logs ENABLE ALWAYS TRIGGER search_logs_mark_inserted;
ALTER TABLE public.search_logs ENABLE ALWAYS TRIGGER search_logs_mark_updated;
ALTER TABLE public.search_logs ENABLE ALWAYS TRIGGER search_logs_mark_moved;
ALTER TABLE public.search_logs ENABLE ALWAYS TRIGGER search_logs_mark_deleted;
ALTER TABLE public.search_logs ENABLE ALWAYS TRIGGER search_logs_mark_truncated;
ALTER TABLE public.users ENABLE ALWAYS TRIGGER users_mark_inserted_or_deleted;
ALTER TABLE public.users ENABLE ALWAYS TRIGGER users_mark_updated;
ALTER TABLE public.categories ENABLE ALWAYS TRIGGER categories_mark;
ALTER TABLE public.provider_profiles ENABLE ALWAYS TRIGGER provider_profiles_mark_inserted;
ALTER TABLE public.provider_profiles ENABLE ALWAYS TRIGGER provider_profiles_mark_updated;
ALTER TABLE public.provider_profiles ENABLE ALWAYS TRIGGER provider_profiles_mark_deleted;
ALTER TABLE public.provider_profiles ENABLE ALWAYS TRIGGER provider_profiles_mark_truncated;
ALTER TABLE public.system_config ENABLE ALWAYS TRIGGER system_config_mark;
ALTER TABLE geo.districts ENABLE ALWAYS TRIGGER districts_mark;
ALTER TABLE geo.pincodes ENABLE ALWAYS TRIGGER pincodes_mark;

-- What is here already was never marked.
INSERT INTO etl.dirty_days (source)
VALUES
    ('bookings'), ('payments'), ('reviews'), ('booking_status_history'), ('search_logs'),
    ('users'), ('categories'), ('provider_profiles'), ('system_config'),
    ('districts'), ('pincodes');
