-- One trigger for both versions of the rows that an UPDATE changes, not one for each.

CREATE FUNCTION etl.mark_changed_providers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO etl.dirty_providers (source, provider_id)
    SELECT 'provider_profiles', id FROM old_rows
    UNION
    SELECT 'provider_profiles', id FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_changed_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
