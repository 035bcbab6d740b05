-- End sessions of the dashboard's roles whose statement or transaction has lasted longer than
-- allowed: they can undo the limits that their roles are given. Whoever asks is to be the owner.
-- Params: longest (interval)
-- Returns: pid, role, seconds, of each session that was ended
WITH long AS MATERIALIZED (
    SELECT
        pid, usename AS role,
        extract(EPOCH FROM clock_timestamp() - xact_start)::integer AS seconds
    FROM pg_stat_activity
    WHERE usename IN ('localpro_reader', 'localpro_admin_reader', 'localpro_dashboard')
        AND datname = current_database()
        AND clock_timestamp() - xact_start > %(longest)s
)
SELECT pid, role, seconds FROM long WHERE pg_terminate_backend(pid)
