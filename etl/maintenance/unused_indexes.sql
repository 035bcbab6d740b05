-- Indexes that no query has used since statistics were last reset, the largest first.
-- A report, never a reason to drop by itself: a monthly job or a replica may need the index.
-- Grain:  one row per index that enforces no constraint (partitioned parents count no scans)
-- Reads:  pg_stat_user_indexes
SELECT
    used.schemaname AS schema_name,
    used.relname AS table_name,
    used.indexrelname AS index_name,
    pg_relation_size(used.indexrelid) AS bytes
FROM pg_stat_user_indexes AS used
JOIN pg_index AS definition ON definition.indexrelid = used.indexrelid
WHERE used.idx_scan = 0 AND NOT definition.indisunique
ORDER BY bytes DESC, schema_name, index_name
