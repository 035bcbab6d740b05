-- What the dashboard's roles may do and should not, and what they should and may not.
-- Params: roles; objects, the relations of analytics; functions, those of access to be called;
--         kept, what PostgreSQL and PostGIS let everybody call
-- Order:  by role. One row per role and kind of fault, with the relations and a statement for one.
WITH relations AS (
    SELECT pg_class.oid, nspname, relname, format('%%I.%%I', nspname, relname) AS name
    FROM pg_class
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f')
        AND nspname IN
            ('public', 'partitions', 'rollup', 'etl', 'access', 'analytics', 'geo', 'admin')
        AND NOT EXISTS (
            SELECT FROM pg_depend
            WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e'
        )
),

called AS (
    SELECT oid, proname, oid::regprocedure::text AS name
    FROM pg_proc
    WHERE pronamespace = to_regnamespace('access')
),

present AS (SELECT rolname AS role FROM pg_roles WHERE rolname = ANY (%(roles)s)),

readers AS (SELECT role FROM present WHERE role <> 'localpro_dashboard'),

faults AS (
    SELECT role, 'may read' AS fault, name,
           format('REVOKE ALL ON %%s FROM PUBLIC, %%I', name, role) AS remedy
    FROM present, relations
    WHERE (
            nspname IN ('public', 'partitions', 'rollup', 'etl', 'access')
            OR nspname = 'admin' AND role = 'localpro_reader'
            OR role = 'localpro_dashboard'
        )
        AND has_any_column_privilege(role, oid, 'SELECT')
    UNION ALL
    SELECT role, 'may write', name, format('REVOKE ALL ON %%s FROM PUBLIC, %%I', name, role)
    FROM present, relations
    WHERE has_table_privilege(role, oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
        OR has_any_column_privilege(role, oid, 'INSERT, UPDATE')
    UNION ALL
    SELECT role, 'cannot read', name, format('GRANT SELECT ON %%s TO %%I', name, role)
    FROM readers, relations
    WHERE nspname = 'analytics' AND relname = ANY (%(objects)s)
        AND NOT has_any_column_privilege(role, oid, 'SELECT')
    UNION ALL
    SELECT role, 'cannot use', nspname, format('GRANT USAGE ON SCHEMA %%I TO %%I', nspname, role)
    FROM readers, pg_namespace
    WHERE nspname IN ('analytics', 'geo') AND NOT has_schema_privilege(role, oid, 'USAGE')
    UNION ALL
    SELECT role, 'may call', name, format('REVOKE ALL ON FUNCTION %%s FROM PUBLIC, %%I', name, role)
    FROM present, called
    WHERE has_function_privilege(role, oid, 'EXECUTE')
        AND NOT (role = 'localpro_dashboard' AND proname = ANY (%(functions)s))
    UNION ALL
    SELECT role, 'cannot call', name, format('GRANT EXECUTE ON FUNCTION %%s TO %%I', name, role)
    FROM present, called
    WHERE role = 'localpro_dashboard' AND proname = ANY (%(functions)s)
        AND NOT has_function_privilege(role, oid, 'EXECUTE')
    UNION ALL
    SELECT role, 'cannot use', nspname, format('GRANT USAGE ON SCHEMA %%I TO %%I', nspname, role)
    FROM present, pg_namespace
    WHERE nspname = 'access' AND role = 'localpro_dashboard'
        AND NOT has_schema_privilege(role, oid, 'USAGE')
    UNION ALL
    SELECT role, 'may create in', nspname,
           format('REVOKE CREATE ON SCHEMA %%I FROM PUBLIC, %%I', nspname, role)
    FROM present, pg_namespace
    WHERE nspname IN ('public', 'analytics', 'geo', 'rollup', 'etl', 'partitions', 'access')
        AND has_schema_privilege(role, oid, 'CREATE')
    UNION ALL
    SELECT reader.rolname, 'is a member of', granted.rolname,
           format('REVOKE %%I FROM %%I', granted.rolname, reader.rolname)
    FROM pg_auth_members
    JOIN pg_roles AS reader ON reader.oid = member
    JOIN pg_roles AS granted ON granted.oid = roleid
    WHERE reader.rolname = ANY (%(roles)s)
    UNION ALL
    SELECT role, 'may call', name, format('REVOKE EXECUTE ON FUNCTION %%s FROM PUBLIC', name)
    FROM present, unnest(%(kept)s::text[]) AS name
    WHERE has_function_privilege(role, to_regprocedure(name), 'EXECUTE')
    UNION ALL
    SELECT role, 'may make temporary tables in', datname,
           format('REVOKE TEMPORARY ON DATABASE %%I FROM PUBLIC', datname)
    FROM present, pg_database
    WHERE datname = current_database() AND has_database_privilege(role, oid, 'TEMPORARY')
    UNION ALL
    SELECT role, 'gets into', datname, format('REVOKE ALL ON DATABASE %%I FROM PUBLIC', datname)
    FROM present, pg_database
    WHERE datname IN ('postgres', 'template1') AND has_database_privilege(role, oid, 'CONNECT')
    UNION ALL
    SELECT rolname, 'may do everything, as', 'superuser',
           format('ALTER ROLE %%I NOSUPERUSER', rolname)
    FROM pg_roles
    WHERE rolname = ANY (%(roles)s) AND rolsuper
    UNION ALL
    SELECT wanted, 'does not exist:', wanted, 'CREATE ROLE ' || wanted || ' LOGIN'
    FROM unnest(%(roles)s::text[]) AS wanted
    WHERE wanted NOT IN (SELECT role FROM present)
)

SELECT role, fault, array_agg(name ORDER BY name), min(remedy)
FROM faults
GROUP BY role, fault
ORDER BY role, fault
