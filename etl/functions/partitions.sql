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

-- The children that exist: attached, being detached (a detach that has not finished hides the rows
-- already), or detached and not dropped yet.
CREATE FUNCTION etl.existing_partitions()
RETURNS TABLE (parent text, child text, first_day date, next_day date, state text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT parent, child, first_day,
           (
               first_day + CASE WHEN suffix LIKE '%w%' THEN interval '1 week' ELSE '1 month' END
           )::date,
           CASE WHEN inhdetachpending THEN 'detaching'
               WHEN inhparent IS NOT NULL THEN 'attached' ELSE 'detached' END
    FROM pg_class
    LEFT JOIN pg_inherits ON inhrelid = pg_class.oid
    CROSS JOIN LATERAL (
        SELECT relname::text AS child, split_part(relname, '_y', 1) AS parent,
               split_part(relname, '_y', 2) AS suffix
    ) AS named
    CROSS JOIN LATERAL (
        SELECT to_date(suffix, CASE WHEN suffix LIKE '%w%' THEN 'IYYY"w"IW' ELSE 'YYYY"m"MM' END)
            AS first_day
    ) AS dated
    WHERE relnamespace = 'partitions'::regnamespace AND relkind = 'r'
        AND relname ~ '^(messages|notifications)_y\d{4}m\d{2}$|^search_logs_y\d{4}w\d{2}$';
END;

-- Attaches a table as a partition. The CHECK spares a scan under the lock of the parent; attached,
-- the bounds say the same. Their text is read back as it was written, whatever the caller's style.
CREATE FUNCTION etl.attach_partition(
    parent text, child text, first_moment timestamptz, next_moment timestamptz
) RETURNS void
LANGUAGE plpgsql SET datestyle = 'ISO' SET timezone = 'UTC' AS $$
BEGIN
    EXECUTE format(
        'ALTER TABLE partitions.%I ADD CONSTRAINT within_bounds'
        ' CHECK (created_at >= %L AND created_at < %L)', child, first_moment, next_moment
    );
    EXECUTE format(
        'ALTER TABLE public.%I ATTACH PARTITION partitions.%I FOR VALUES FROM (%L) TO (%L)',
        parent, child, first_moment, next_moment
    );
    EXECUTE format('ALTER TABLE partitions.%I DROP CONSTRAINT within_bounds', child);
END;
$$;

-- A week that is being archived takes no more changes: what was counted and exported stays true.
CREATE FUNCTION etl.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is closed: its rows are being archived', TG_TABLE_NAME
        USING ERRCODE = 'object_not_in_prerequisite_state',
              HINT = 'Restore the week with `localpro archive restore` to change it.';
END;
$$;

-- Makes the missing partitions that hold from_day to to_day (inclusive), of one parent or of all.
-- Returns how many it made. Readers and writers of the parent go on meanwhile: attaching an empty
-- table that is known to be within its bounds takes the weakest lock that keeps two sessions from
-- making the same one.
CREATE FUNCTION etl.ensure_partitions(from_day date, to_day date, only_parent text DEFAULT NULL)
RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    planned record;
    made integer := 0;
BEGIN
    FOR planned IN
        SELECT parent, child, first_day, etl.business_midnight(first_day) AS first_moment,
               etl.business_midnight(next_day) AS next_moment
        FROM etl.planned_partitions(from_day, to_day)
        WHERE parent = only_parent OR only_parent IS NULL
        ORDER BY child
    LOOP
        CONTINUE WHEN to_regclass(format('partitions.%I', planned.child)) IS NOT NULL;
        -- A week in the archive is over: rows that come later are refused, not counted apart.
        CONTINUE WHEN planned.parent = 'search_logs' AND EXISTS (
            SELECT FROM etl.archived_weeks WHERE first_day = planned.first_day
        );
        EXECUTE format('LOCK TABLE public.%I IN SHARE UPDATE EXCLUSIVE MODE', planned.parent);
        -- Another session may have made it while this one waited.
        CONTINUE WHEN to_regclass(format('partitions.%I', planned.child)) IS NOT NULL;
        EXECUTE format('CREATE TABLE partitions.%I (LIKE public.%I INCLUDING ALL)',
                       planned.child, planned.parent);
        PERFORM etl.attach_partition(planned.parent, planned.child,
                                     planned.first_moment, planned.next_moment);
        made := made + 1;
    END LOOP;
    RETURN made;
END;
$$;
