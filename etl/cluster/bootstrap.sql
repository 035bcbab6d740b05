-- What only a superuser can do: the roles of the server, and the extensions of this database.
-- Passwords are set apart, never in a file. Settings of a role are a seat belt, since a role can
-- undo its own; the grants decide.

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['localpro_owner', 'localpro_reader', 'localpro_admin_reader'] LOOP
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

CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public;
CREATE EXTENSION IF NOT EXISTS vector SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS "uuid-ossp" SCHEMA public;
CREATE EXTENSION IF NOT EXISTS hll SCHEMA public;
