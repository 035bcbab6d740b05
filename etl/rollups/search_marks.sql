-- What is written to search_logs marks the days of both versions of each row.

CREATE FUNCTION etl.mark_new_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT 'search_logs', etl.business_day(created_at) FROM new_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_old_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT 'search_logs', etl.business_day(created_at) FROM old_rows;
    RETURN NULL;
END;
$$;

CREATE FUNCTION etl.mark_changed_searches() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO etl.dirty_days (source, day)
    SELECT 'search_logs', etl.business_day(created_at) FROM old_rows
    UNION ALL
    SELECT 'search_logs', etl.business_day(created_at) FROM new_rows;
    RETURN NULL;
END;
$$;

-- A MERGE that moves a search to the partition of another week tells no trigger of statements.
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
