-- What the marketplace takes on disk, by table and index, partitions counted with their parents.
-- Run it in a generated database: psql "$(localpro url)" -f benchmarks/storage.sql
-- The rows of a table (with its TOAST, free space and visibility maps) stand beside index NULL.

WITH tables AS (
    SELECT coalesce(pg_partition_root(oid), oid)::regclass AS root, oid, reltuples
    FROM pg_class
    WHERE relkind = 'r'
      AND relnamespace IN ('public'::regnamespace, 'partitions'::regnamespace)
      AND relname NOT IN ('spatial_ref_sys', 'alembic_version')
),
sizes AS (
    SELECT root, NULL::regclass AS index, sum(pg_table_size(oid)) AS bytes, sum(reltuples) AS rows
    FROM tables
    GROUP BY root
    UNION ALL
    SELECT
        tables.root,
        coalesce(pg_partition_root(pg_index.indexrelid), pg_index.indexrelid)::regclass,
        sum(pg_relation_size(pg_index.indexrelid)),
        NULL
    FROM tables
    JOIN pg_index ON pg_index.indrelid = tables.oid
    GROUP BY 1, 2
)
SELECT
    root AS "table",
    index,
    rows::bigint,
    round(bytes / 1e6, 1) AS megabytes,
    round(sum(bytes) OVER (PARTITION BY root) / 1e6, 1) AS megabytes_of_table,
    round(sum(bytes) OVER () / 1e9, 2) AS gigabytes_of_all
FROM sizes
ORDER BY megabytes_of_table DESC, root, index IS NOT NULL, megabytes DESC;
