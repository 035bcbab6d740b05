-- What of the database is there and does not work: what, how it is, and what to do.
WITH ours AS (
    SELECT pg_class.oid, relname, relkind, reloptions,
           format('%I.%I', nspname, relname) AS name
    FROM pg_class
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname IN
        ('public', 'partitions', 'analytics', 'admin', 'rollup', 'etl', 'geo', 'access')
)

SELECT
    'index ' || ours.name AS subject,
    'is not valid: building it was stopped, and no query uses it' AS state,
    CASE
        WHEN ours.relname ~ '_cc(new|old)\d*$'
            THEN format('Run in psql: `DROP INDEX CONCURRENTLY %s`', ours.name)
        ELSE format('Run in psql: `REINDEX INDEX CONCURRENTLY %s`', ours.name)
    END AS remedy
FROM pg_index
JOIN ours ON ours.oid = indexrelid
WHERE NOT (indisvalid AND indisready) AND ours.relkind = 'i'
UNION ALL
SELECT 'table ' || name, 'is never vacuumed by the server',
       format('Run in psql: `ALTER TABLE %s RESET (autovacuum_enabled)`', name)
FROM ours
WHERE relkind = 'r' AND reloptions && ARRAY['autovacuum_enabled=false', 'autovacuum_enabled=off']
UNION ALL
SELECT 'autovacuum', name || ' is off: dead rows stay for ever',
       format('Run in psql, as the superuser: `ALTER SYSTEM SET %s = on`, then'
              ' `SELECT pg_reload_conf()`', name)
FROM pg_settings
WHERE name IN ('autovacuum', 'track_counts') AND setting = 'off'
UNION ALL
SELECT 'extension ' || extname,
       format('is at %s, the programs are at %s', extversion, available.default_version),
       format('Run in psql, as the superuser: `ALTER EXTENSION %I UPDATE`', extname)
FROM pg_extension
JOIN pg_available_extensions AS available ON available.name = extname
WHERE extname = ANY (ARRAY['postgis', 'vector', 'hll', 'pg_trgm', 'uuid-ossp'])
    AND extversion <> available.default_version
UNION ALL
SELECT 'replication slot ' || slot_name,
       format('is not used and keeps %s of log',
              pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn))),
       format('Start its replica, or run in psql: `SELECT pg_drop_replication_slot(%L)`', slot_name)
FROM pg_replication_slots
WHERE NOT active AND NOT pg_is_in_recovery() AND restart_lsn IS NOT NULL
UNION ALL
SELECT 'replication slot ' || slot_name,
       'no longer has what its replica lacks, which was away for too long',
       'Run `localpro up`, which copies the replica anew'
FROM pg_replication_slots
WHERE wal_status = 'lost'
ORDER BY subject
