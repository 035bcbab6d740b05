-- Which column refers to which table, by its id, and what becomes of a row whose target goes
-- (a: nothing may, r: it stays, c: so does the row, n: the column is emptied).
SELECT
    child.relname AS "table",
    attname AS "column",
    parent.relname AS target,
    confdeltype::text AS on_delete
FROM pg_constraint
JOIN pg_class AS child ON child.oid = conrelid
JOIN pg_class AS parent ON parent.oid = confrelid
JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conparentid = 0
ORDER BY child.relname, attnum
