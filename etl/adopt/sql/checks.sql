-- What the product's tables demand of their rows: conditions, and the columns that they are of.
SELECT
    relname AS "table",
    conname AS name,
    pg_get_expr(conbin, conrelid) AS condition,
    ARRAY(
        SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)
    ) AS columns
FROM pg_constraint
JOIN pg_class ON pg_class.oid = conrelid
WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND NOT relispartition
ORDER BY relname, conname
