-- What the answering server has archived of its WAL since its statistics began, and what it could
-- not archive. A replica archives nothing itself.
-- Params: none
-- Grain:  one row
-- Reads:  pg_catalog.pg_stat_archiver
-- Right:  LOOK
SELECT
    archived_count,
    failed_count,
    last_archived_time,
    pg_is_in_recovery() AS is_replica
FROM pg_catalog.pg_stat_archiver
