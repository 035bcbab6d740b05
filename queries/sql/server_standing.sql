-- How far a server has come: the last beat of the primary that it has, its place in the log of
-- changes in bytes, and the newest version.
-- Params: none
-- Grain:  one row
-- Reads:  analytics.heartbeat, analytics.data_versions
-- Right:  LOOK
SELECT
    (SELECT max(at) FROM analytics.heartbeat) AS beat,
    CASE
        WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
        ELSE pg_current_wal_lsn()
    END - CAST('0/0' AS pg_lsn) AS place,
    (SELECT max(version_id) FROM analytics.data_versions) AS version
