-- The triggers of the database: when each fires, on its table and on all partitions of that
-- (O: not for replayed changes, A: always, R: only for them, D: never), and what it does.
WITH RECURSIVE family AS (
    SELECT oid, oid AS root, tgenabled
    FROM pg_trigger
    WHERE NOT tgisinternal AND tgparentid = 0
    UNION ALL
    SELECT child.oid, family.root, child.tgenabled
    FROM family
    JOIN pg_trigger AS child ON child.tgparentid = family.oid
)

SELECT
    format('%s.%s', relnamespace::regnamespace, relname) AS "table",
    tgname AS name,
    firing.modes AS firing,
    prosrc AS body
FROM (
    SELECT root, string_agg(DISTINCT tgenabled::text, '') AS modes FROM family GROUP BY root
) AS firing
JOIN pg_trigger ON pg_trigger.oid = firing.root
JOIN pg_class ON pg_class.oid = tgrelid
JOIN pg_proc ON pg_proc.oid = tgfoid
