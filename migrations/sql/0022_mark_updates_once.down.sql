-- Back to a trigger for each version.

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
