-- The columns of another marketplace's tables.
-- Params: schema
SELECT
    relname AS "table",
    attname AS "column",
    format_type(atttypid, atttypmod) AS type,
    typtype = 'e' AS is_enum,
    NOT attnotnull AS is_nullable,
    EXISTS (
        SELECT FROM pg_index
        WHERE indrelid = pg_class.oid AND indisunique AND indpred IS NULL
            AND indnkeyatts = 1 AND indkey[0] = attnum
    ) AS is_unique
FROM pg_class
JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
JOIN pg_type ON pg_type.oid = atttypid
WHERE relnamespace = to_regnamespace(quote_ident(%(schema)s))
    AND relkind IN ('r', 'p') AND NOT relispartition
    AND NOT EXISTS (
        SELECT FROM pg_depend
        WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e'
    )
ORDER BY relname, attnum
