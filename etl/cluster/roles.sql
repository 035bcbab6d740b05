-- The three roles of the product, once per server. Passwords are set apart, never in a file.
-- Settings of a role are a seat belt (a role can undo its own); the grants decide.

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
