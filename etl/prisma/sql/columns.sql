-- The columns of the marketplace's tables, in order. An enum has its name in `enum`; what a
-- trigger keeps when a row changes is `is_touched`.
SELECT
    relname AS "table",
    attname AS "column",
    format_type(atttypid, atttypmod) AS type,
    CASE WHEN typtype = 'e' THEN typname END AS enum,
    NOT attnotnull AS is_nullable,
    pg_get_expr(adbin, adrelid) AS "default",
    attname = 'updated_at' AND EXISTS (
        SELECT FROM pg_trigger
        WHERE tgrelid = pg_class.oid AND tgfoid = 'etl.touch_updated_at'::regproc
    ) AS is_touched
FROM pg_class
JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
JOIN pg_type ON pg_type.oid = atttypid
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
    AND relname <> 'alembic_version'
    AND NOT EXISTS (
        SELECT FROM pg_depend
        WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e'
    )
ORDER BY relname, attnum
