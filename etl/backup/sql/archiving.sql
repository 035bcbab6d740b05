-- What the server does with its WAL. One row; anybody may ask.
-- `lineage` is a setting of ours, NULL while nothing is kept; `size` is that of a segment in bytes.
SELECT
    current_setting('archive_mode') AS mode,
    current_setting('archive_command') AS command,
    nullif(current_setting('localpro.lineage', true), '') AS lineage,
    (SELECT setting::integer FROM pg_settings WHERE name = 'archive_timeout') AS timeout_seconds,
    pg_size_bytes(current_setting('wal_segment_size')) AS size,
    archiver.last_archived_wal,
    archiver.last_archived_time,
    archiver.last_failed_wal,
    archiver.last_failed_time,
    clock_timestamp() AS now
FROM pg_stat_archiver AS archiver
