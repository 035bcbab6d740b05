-- What the server counted of the product's statements, by the name that the dashboard gives each in
-- a leading comment. Nothing where the server has not loaded pg_stat_statements; no statement is
-- shown.
CREATE FUNCTION analytics.statement_totals()
RETURNS TABLE (
    role text, statement text, calls bigint, seconds double precision,
    worst_seconds double precision
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY EXECUTE $counted$
        SELECT
            asking.rolname::text,
            COALESCE(substring(counted.query FROM '^/\* ([a-z0-9_.]+) \*/'), 'other'),
            sum(counted.calls)::bigint,
            sum(counted.total_exec_time) / 1000,
            max(counted.max_exec_time) / 1000
        FROM public.pg_stat_statements AS counted
        JOIN pg_roles AS asking ON asking.oid = counted.userid
        JOIN pg_database AS here ON here.oid = counted.dbid
        WHERE asking.rolname ~ '^localpro_' AND here.datname = current_database()
        GROUP BY 1, 2
    $counted$;
EXCEPTION
    WHEN undefined_table OR object_not_in_prerequisite_state THEN
        RETURN;
END;
$$;

COMMENT ON FUNCTION analytics.statement_totals IS
    'Calls and seconds of the product''s statements by role and name, and the slowest call.';
