-- Partitions by business time: months of messages and notifications, ISO weeks of search_logs.

CREATE FUNCTION etl.planned_partitions(from_day date, to_day date)
RETURNS TABLE (parent text, child text, first_day date, next_day date)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT parent, parent || to_char(month, '"_y"YYYY"m"MM'), month::date,
           (month + interval '1 month')::date
    FROM unnest(ARRAY['messages', 'notifications']) AS parent,
         generate_series(date_trunc('month', from_day::timestamp), to_day, '1 month') AS month
    UNION ALL
    SELECT 'search_logs', to_char(week, '"search_logs_y"IYYY"w"IW'), week::date,
           (week + interval '1 week')::date
    FROM generate_series(date_trunc('week', from_day::timestamp), to_day, '1 week') AS week;
END;

-- Makes the missing partitions that hold from_day to to_day (inclusive), of one parent or of all.
-- Returns how many it made.
CREATE FUNCTION etl.ensure_partitions(from_day date, to_day date, only_parent text DEFAULT NULL)
RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    planned record;
    made integer := 0;
BEGIN
    FOR planned IN
        SELECT * FROM etl.planned_partitions(from_day, to_day)
        WHERE parent = only_parent OR only_parent IS NULL
        ORDER BY child
    LOOP
        CONTINUE WHEN to_regclass(format('partitions.%I', planned.child)) IS NOT NULL;
        BEGIN
            EXECUTE format(
                'CREATE TABLE partitions.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
                planned.child, planned.parent,
                etl.business_midnight(planned.first_day), etl.business_midnight(planned.next_day)
            );
            made := made + 1;
        EXCEPTION WHEN duplicate_table THEN
            NULL; -- another session made it while this one waited for the parent
        END;
    END LOOP;
    RETURN made;
END;
$$;
