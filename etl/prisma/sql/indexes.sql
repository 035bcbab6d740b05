-- The indexes of the marketplace's tables: primary keys, unique ones, the others; by their names.
-- A key is a column, with the operators that it has if they are not the usual ones. Whatever Prisma
-- has no words for (of some rows alone, of expressions, with columns beside the key, another kind
-- of index) is not `is_plain`.
SELECT
    indexed.relname AS "table",
    index.relname AS name,
    indisprimary AS is_primary,
    indisunique AS is_unique,
    amname AS method,
    indpred IS NULL AND indexprs IS NULL AND indnkeyatts = indnatts
    AND amname IN ('btree', 'hash', 'gin', 'gist', 'spgist', 'brin') AS is_plain,
    array_agg(attname::text ORDER BY key.position) AS columns,
    array_agg(CASE WHEN NOT opcdefault THEN opcname::text END ORDER BY key.position) AS operators,
    array_agg(key.option & 1 = 1 ORDER BY key.position) AS descending
FROM pg_index
JOIN pg_class AS index ON index.oid = indexrelid
JOIN pg_class AS indexed ON indexed.oid = indrelid
JOIN pg_am ON pg_am.oid = index.relam
CROSS JOIN LATERAL unnest(indkey::int2[], indclass::oid[], indoption::int2[])
WITH ORDINALITY AS key (attribute, operators, option, position)
LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = key.attribute
LEFT JOIN pg_opclass ON pg_opclass.oid = key.operators
WHERE indexed.relnamespace = 'public'::regnamespace AND NOT index.relispartition
GROUP BY indexed.relname, index.relname, pg_index.indexrelid, pg_index.indisprimary,
    pg_index.indisunique, pg_am.amname, pg_index.indpred, pg_index.indexprs,
    pg_index.indnkeyatts, pg_index.indnatts
ORDER BY indexed.relname, NOT indisprimary, NOT indisunique, index.relname
