-- What is written to search_logs marks the days of both versions of each row.

CREATE FUNCTION etl.mark_new_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT DISTINCT 'search_logs', etl.business_day(created_at) FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_old_searches() RETURNS trigger
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
