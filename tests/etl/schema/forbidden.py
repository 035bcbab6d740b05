"""What no role but the owner may do, and what the owner may not: statements, by what they try.

A statement stands here with the state that PostgreSQL answers with; where it says nothing else,
that is "permission denied" (42501).
"""

from collections.abc import Iterator
from dataclasses import dataclass

DENIED = "42501"


@dataclass(frozen=True)
class Forbidden:
    """A statement that is tried, and how it is refused."""

    topic: str
    statement: str
    state: str = DENIED

    def __str__(self) -> str:
        return f"{self.topic}: {self.statement}"


NARROW = {
    "personal data": """
        SELECT phone FROM users
        SELECT count(*) FROM users
        SELECT 1 FROM users WHERE phone LIKE '+91%'
        SELECT row_to_json(users) FROM users
        TABLE verification_tokens
        COPY users (phone) TO STDOUT
        COPY (SELECT content FROM messages) TO STDOUT
        SELECT query_to_xml('SELECT phone FROM users', true, true, '')
        SELECT table_to_xml('public.users', true, true, '')
        SELECT term FROM rollup.search_terms
        SELECT key FROM etl.customer_key
        SELECT details FROM admin_logs
        SELECT email FROM access.members
        SELECT link FROM access.views
    """,
    "views and statistics": """
        SELECT stavalues1 FROM pg_statistic
        SELECT stxdmcv FROM pg_statistic_ext_data
        SELECT rolpassword FROM pg_authid
        SELECT passwd FROM pg_shadow
        SELECT subconninfo FROM pg_subscription
        SELECT * FROM pg_hba_file_rules
        SELECT * FROM pg_file_settings
        SELECT * FROM pg_shmem_allocations
        SELECT * FROM pg_backend_memory_contexts
        SELECT data FROM pg_largeobject
        SELECT ST_EstimatedExtent('public', 'provider_profiles', 'location_point')
        SELECT _postgis_stats('public.provider_profiles', 'location_point')
        SELECT _postgis_index_extent('public.provider_profiles', 'location_point')
        SELECT _postgis_selectivity('public.provider_profiles', 'location_point', 'POINT(80 26)')
        SELECT ST_FindExtent('public', 'provider_profiles', 'location_point')
        SHOW data_directory
        SHOW hba_file
    """,
    "writes": """
        UPDATE users SET phone = '1'
        INSERT INTO admin_logs (user_id, action, entity_type, entity_id) VALUES ('', '', '', '')
        DELETE FROM analytics.data_versions
        INSERT INTO analytics.data_versions DEFAULT VALUES
        UPDATE analytics.data_versions SET kind = 'full'
        UPDATE geo.districts SET district = district
        DELETE FROM rollup.categories
        INSERT INTO etl.day_marks (source) VALUES ('bookings')
        UPDATE etl.schedule SET due_at = 'infinity'
        DELETE FROM etl.runs
        DELETE FROM etl.applied_code
        UPDATE access.members SET role = 'admin'
        DELETE FROM access.views
        TRUNCATE analytics.data_versions
        UPDATE pg_catalog.pg_proc SET prosrc = ''
        INSERT INTO spatial_ref_sys (srid) VALUES (999999)
        SELECT nextval('analytics.data_versions_version_id_seq')
        SELECT setval('etl.runs_run_id_seq', 1)
        SELECT last_value FROM analytics.data_versions_version_id_seq
    """,
    "child partitions": """
        SELECT query FROM partitions.search_logs_y2025w01
        SELECT content FROM partitions.messages_y2025m01
        INSERT INTO partitions.search_logs_y2025w01 DEFAULT VALUES
        DELETE FROM partitions.search_logs_y2025w01
        TRUNCATE partitions.search_logs_y2025w01
        ALTER TABLE search_logs DETACH PARTITION partitions.search_logs_y2025w01
        DROP TABLE partitions.search_logs_y2025w01
        LOCK TABLE partitions.search_logs_y2025w01 IN ACCESS SHARE MODE
        SELECT etl.ensure_partitions('2020-01-01', '2020-01-01')
    """,
    "definitions": """
        CREATE SCHEMA mine
        CREATE TABLE public.mine (id integer)
        CREATE TABLE analytics.mine (id integer)
        CREATE VIEW analytics.mine AS SELECT 1
        CREATE TYPE public.mine AS (id integer)
        CREATE FUNCTION public.mine() RETURNS integer LANGUAGE sql RETURN 1
        CREATE INDEX ON analytics.data_versions (as_of)
        CREATE STATISTICS public.mine ON as_of, kind FROM analytics.data_versions
        CREATE RULE mine AS ON INSERT TO users DO NOTHING
        CREATE POLICY mine ON users
        CREATE TRIGGER mine AFTER INSERT ON users EXECUTE FUNCTION etl.touch_updated_at()
        CREATE EVENT TRIGGER mine ON sql_drop EXECUTE FUNCTION etl.touch_updated_at()
        CREATE EXTENSION hstore
        CREATE PUBLICATION mine FOR ALL TABLES
        CREATE SUBSCRIPTION mine CONNECTION 'host=127.0.0.1' PUBLICATION mine
        CREATE DATABASE mine
        CREATE ROLE mine
        DROP VIEW analytics.jobs
        DROP FUNCTION etl.business_time_zone()
        ALTER TABLE users DISABLE TRIGGER ALL
        ALTER VIEW analytics.jobs RESET (security_barrier)
        ALTER FUNCTION etl.business_time_zone() VOLATILE
        COMMENT ON TABLE users IS ''
        GRANT SELECT ON users TO PUBLIC
        GRANT localpro_owner TO CURRENT_USER
        GRANT pg_read_all_data TO CURRENT_USER
        REINDEX TABLE users
        CLUSTER users USING users_pkey
        CHECKPOINT
    """,
    "settings": """
        SET ROLE localpro_owner
        SET SESSION AUTHORIZATION localpro_owner
        SET session_replication_role = replica
        SET temp_file_limit = -1
        SET log_statement = 'all'
        SET log_parameter_max_length = -1
        SET track_activities = off
        SET zero_damaged_pages = on
        SET allow_system_table_mods = on
        SELECT set_config('temp_file_limit', '-1', false)
        LOAD 'plpgsql'
        ALTER SYSTEM SET work_mem = '1GB'
        ALTER ROLE CURRENT_USER SUPERUSER
        ALTER ROLE CURRENT_USER BYPASSRLS
        ALTER ROLE CURRENT_USER CONNECTION LIMIT -1
        ALTER ROLE CURRENT_USER VALID UNTIL 'infinity'
        ALTER ROLE CURRENT_USER SET temp_file_limit = -1
        ALTER ROLE localpro_owner PASSWORD 'mine'
        ALTER ROLE localpro_owner SET search_path = mine
    """,
    "functions": """
        SELECT calculate_reputation_score('provider_1')
        SELECT * FROM reputation_breakdown('provider_1')
        SELECT etl.rescore_providers('{}')
        SELECT rollup.compute_categories(NULL)
        SELECT access.log_change()
        SELECT pg_terminate_backend(pg_backend_pid())
        SELECT pg_cancel_backend(pg_backend_pid())
        SELECT pg_read_file('PG_VERSION')
        SELECT pg_read_binary_file('PG_VERSION')
        SELECT pg_ls_dir('.')
        SELECT pg_ls_logdir()
        SELECT pg_ls_waldir()
        SELECT pg_ls_tmpdir()
        SELECT pg_stat_file('PG_VERSION')
        SELECT pg_current_logfile()
        SELECT pg_reload_conf()
        SELECT pg_rotate_logfile()
        SELECT pg_switch_wal()
        SELECT pg_create_restore_point('mine')
        SELECT pg_backup_start('mine')
        SELECT pg_promote()
        SELECT pg_wal_replay_pause()
        SELECT pg_create_physical_replication_slot('mine')
        SELECT pg_drop_replication_slot('mine')
        SELECT pg_replication_origin_create('mine')
        SELECT pg_logical_emit_message(false, 'x', 'x')
        SELECT pg_stat_reset()
        SELECT pg_stat_reset_shared('archiver')
        SELECT pg_log_backend_memory_contexts(pg_backend_pid())
        SELECT pg_import_system_collations('public')
        SELECT pg_stat_statements_reset()
        SELECT * FROM pgstattuple('users')
        SELECT * FROM pgstatindex('users_pkey')
        COPY (SELECT 1) TO PROGRAM 'true'
        COPY (SELECT 1) TO '/tmp/mine'
        COPY geo.districts FROM '/etc/passwd'
        SELECT AddGeometryColumn('public', 'users', 'place', 4326, 'POINT', 2)
    """,
    "locks": """
        LOCK TABLE users IN ACCESS SHARE MODE
        LOCK TABLE etl.runs IN ACCESS SHARE MODE
        LOCK TABLE rollup.categories IN ACCESS SHARE MODE
        LOCK TABLE analytics.data_versions IN ROW EXCLUSIVE MODE
        LOCK TABLE analytics.data_versions IN SHARE MODE
        LOCK TABLE analytics.data_versions IN ACCESS EXCLUSIVE MODE
        LOCK TABLE analytics.booking_funnel_daily IN ACCESS EXCLUSIVE MODE
        LOCK TABLE geo.districts IN SHARE ROW EXCLUSIVE MODE
        LOCK TABLE pg_catalog.pg_class IN ACCESS EXCLUSIVE MODE
        SELECT FROM analytics.data_versions FOR UPDATE
        SELECT FROM analytics.data_versions FOR KEY SHARE
        SELECT FROM geo.districts FOR SHARE
        SELECT pg_advisory_lock(19536, 2)
        SELECT pg_try_advisory_lock(19536, 2)
        SELECT pg_advisory_lock_shared(19538, 1)
        SELECT pg_advisory_xact_lock_shared(1)
        SELECT pg_try_advisory_xact_lock(1)
        SELECT pg_advisory_unlock_all()
    """,
    "temporary and large objects": """
        CREATE TEMP TABLE mine (id integer)
        CREATE TEMP VIEW mine AS SELECT 1
        CREATE TEMP SEQUENCE mine
        CREATE FUNCTION pg_temp.mine() RETURNS integer LANGUAGE sql RETURN 1
        SELECT 1 AS id INTO TEMP mine
        SELECT lo_from_bytea(0, 'x')
        SELECT lo_creat(-1)
        SELECT lo_create(0)
        SELECT lo_put(1, 0, 'x')
        SELECT lo_get(1)
        SELECT lo_unlink(1)
        SELECT lo_import('/etc/passwd')
        SELECT lo_export(1, '/tmp/mine')
    """,
}
"""What every role but the owner is refused, one statement a line."""

OWNER = {
    "the server": """
        SELECT pg_read_file('PG_VERSION')
        SELECT pg_ls_dir('.')
        COPY (SELECT 1) TO PROGRAM 'true'
        COPY (SELECT 1) TO '/tmp/mine'
        SELECT lo_import('/etc/passwd')
        SELECT lo_export(1, '/tmp/mine')
        ALTER SYSTEM SET work_mem = '1GB'
        SELECT pg_reload_conf()
        SELECT pg_promote()
        SELECT pg_create_physical_replication_slot('mine')
        CREATE EXTENSION file_fdw
        CREATE LANGUAGE plpython3u
        CREATE EVENT TRIGGER mine ON sql_drop EXECUTE FUNCTION etl.touch_updated_at()
        CREATE SUBSCRIPTION mine CONNECTION 'host=127.0.0.1' PUBLICATION mine
        SET session_replication_role = replica
    """,
    "other roles": """
        SELECT rolpassword FROM pg_authid
        CREATE ROLE mine
        CREATE DATABASE mine
        ALTER ROLE localpro_reader SUPERUSER
        ALTER ROLE localpro_reader PASSWORD 'mine'
        ALTER ROLE CURRENT_USER SUPERUSER
        ALTER ROLE CURRENT_USER REPLICATION
        GRANT pg_execute_server_program TO CURRENT_USER
        SET ROLE postgres
        SET SESSION AUTHORIZATION postgres
    """,
}
"""What the owner of all data is refused: the server is not its own."""

OTHERWISE = {
    "CREATE LANGUAGE plpython3u": "0A000",
}
"""Statements that are refused for another reason than that of a grant."""


def narrow() -> Iterator[Forbidden]:
    """Yield what every role but the owner is refused."""
    return _each(NARROW)


def owner() -> Iterator[Forbidden]:
    """Yield what the owner is refused."""
    return _each(OWNER)


def _each(topics: dict[str, str]) -> Iterator[Forbidden]:
    for topic, statements in topics.items():
        for line in statements.strip().splitlines():
            statement = line.strip()
            yield Forbidden(topic, statement, OTHERWISE.get(statement, DENIED))
