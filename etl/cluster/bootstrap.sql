-- What only a superuser can do: the roles of the server, and the extensions of this database.
-- Passwords are set apart, never in a file. Settings of a role are a seat belt, since a role can
-- undo its own; the grants decide.

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY[
        'localpro_owner', 'localpro_reader', 'localpro_admin_reader', 'localpro_dashboard'
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', wanted);
        END IF;
    END LOOP;
END
$$;

ALTER ROLE localpro_reader SET default_transaction_read_only = on;
ALTER ROLE localpro_reader SET statement_timeout = '30s';
ALTER ROLE localpro_reader SET lock_timeout = '5s';
ALTER ROLE localpro_reader SET idle_in_transaction_session_timeout = '5min';

ALTER ROLE localpro_admin_reader SET default_transaction_read_only = on;
ALTER ROLE localpro_admin_reader SET statement_timeout = '60s';
ALTER ROLE localpro_admin_reader SET lock_timeout = '5s';
ALTER ROLE localpro_admin_reader SET idle_in_transaction_session_timeout = '5min';

-- What it calls takes milliseconds.
ALTER ROLE localpro_dashboard SET statement_timeout = '10s';
ALTER ROLE localpro_dashboard SET lock_timeout = '5s';
ALTER ROLE localpro_dashboard SET idle_in_transaction_session_timeout = '1min';

-- Limits that a role cannot undo: connections, so that the owner always gets one, and the disk that
-- a sort may fill.
ALTER ROLE localpro_reader CONNECTION LIMIT 50;
ALTER ROLE localpro_admin_reader CONNECTION LIMIT 20;
ALTER ROLE localpro_dashboard CONNECTION LIMIT 10;
ALTER ROLE localpro_reader SET temp_file_limit = '1GB';
ALTER ROLE localpro_admin_reader SET temp_file_limit = '1GB';
ALTER ROLE localpro_dashboard SET temp_file_limit = '10MB';

-- The owner ends what readers leave running (etl/cluster/watchdog.py).
GRANT pg_signal_backend, pg_read_all_stats TO localpro_owner;

-- What PostgreSQL lets everybody do: write large objects and the log of changes, take the locks
-- of the jobs, end other sessions of the same role. Of these the owner needs its locks and its
-- signals; with the others it would read and write files of the server.
DO $$
DECLARE
    allowed regprocedure;
    is_needed boolean;
BEGIN
    FOR allowed, is_needed IN
        SELECT oid, proname ~ '^pg_((try_)?advisory_|terminate_backend$|cancel_backend$)'
        FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace
            AND (
                proname ~ '^(lo_|loread$|lowrite$|pg_(try_)?advisory_|pg_logical_emit_message$)'
                OR proname IN ('pg_terminate_backend', 'pg_cancel_backend')
            )
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC, localpro_owner', allowed);
        IF is_needed THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO localpro_owner', allowed);
        END IF;
    END LOOP;
END
$$;

CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public;
CREATE EXTENSION IF NOT EXISTS vector SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS "uuid-ossp" SCHEMA public;
CREATE EXTENSION IF NOT EXISTS hll SCHEMA public;
-- For operators: what statements take (where the server has loaded it), what tables waste.
CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pgstattuple SCHEMA public;
GRANT pg_stat_scan_tables TO localpro_owner;

-- What PostGIS lets everybody ask: the boxes and histograms of columns that they may not read.
DO $$
DECLARE
    allowed regprocedure;
BEGIN
    FOR allowed IN
        SELECT oid
        FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
            AND proname IN (
                'st_estimatedextent', '_postgis_stats', '_postgis_selectivity',
                '_postgis_join_selectivity', '_postgis_index_extent'
            )
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', allowed);
    END LOOP;
END
$$;
