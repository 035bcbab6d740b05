-- What a server says of itself: whether it follows another, and how far it has come, in bytes.
SELECT
    pg_is_in_recovery() AS is_standby,
    CASE WHEN pg_is_in_recovery() THEN pg_is_wal_replay_paused() END AS is_paused,
    EXISTS (SELECT FROM pg_stat_wal_receiver) AS is_receiving,
    current_setting('hot_standby_feedback')::boolean AS feeds_back,
    (CASE
        WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
        ELSE pg_current_wal_lsn()
    END - '0/0'::pg_lsn)::bigint AS place
