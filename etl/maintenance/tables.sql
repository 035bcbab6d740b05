-- Every table of the product. Those that are partitioned are among them: the server itself never
-- looks at how their rows are distributed.
-- Grain:  one row per table, by name
-- Reads:  pg_class
SELECT
    format('%I.%I', nspname, relname) AS name,
    pg_class.oid AS oid,
    relkind = 'p' AS is_partitioned,
    pg_relation_size(pg_class.oid) AS bytes
FROM pg_class
JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname IN ('public', 'partitions', 'analytics', 'rollup', 'etl', 'geo', 'access')
    AND relkind IN ('r', 'p')
    AND NOT EXISTS (
        SELECT FROM pg_depend
        WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e'
    )
ORDER BY name
