-- The tables that hold what the product knows: a partitioned one stands for its partitions.
-- Params: schemas
-- Order:  by schema and name
SELECT nspname AS schema, relname AS name
FROM pg_class
JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p')
    AND NOT relispartition
    AND nspname = ANY (%(schemas)s)
    AND NOT EXISTS (
        SELECT FROM pg_depend
        WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e'
    )
ORDER BY nspname, relname
