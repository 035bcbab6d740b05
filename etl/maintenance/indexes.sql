-- Every index of the product that can be rebuilt while it is used, with what it takes.
-- Grain:  one row per index that has rows of its own, by name; tables of the product's schemas
-- Reads:  pg_index
SELECT
    format('%I.%I', nspname, built.relname) AS name,
    format('%I.%I', nspname, of.relname) AS table_name,
    built.oid AS oid,
    method.amname AS method,
    pg_relation_size(built.oid) AS bytes
FROM pg_index AS definition
JOIN pg_class AS built ON built.oid = definition.indexrelid
JOIN pg_class AS of ON of.oid = definition.indrelid
JOIN pg_namespace ON pg_namespace.oid = of.relnamespace
JOIN pg_am AS method ON method.oid = built.relam
WHERE nspname IN ('public', 'partitions', 'analytics', 'rollup', 'etl', 'geo', 'access')
    AND built.relkind = 'i' AND definition.indisvalid AND NOT definition.indisexclusion
    AND NOT EXISTS (
        SELECT FROM pg_depend
        WHERE classid = 'pg_class'::regclass AND objid = of.oid AND deptype = 'e'
    )
ORDER BY name
