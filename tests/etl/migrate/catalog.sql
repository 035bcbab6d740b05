-- Everything of ours in the catalogs, but what the partition job and `localpro migrate` add:
-- kind, name, definition.

WITH ours AS (
    SELECT oid, nspname
    FROM pg_namespace
    WHERE nspname IN ('public', 'analytics', 'admin', 'rollup', 'etl', 'geo', 'access', 'partitions')
),
relations AS (
    SELECT c.*, nspname || '.' || relname AS name
    FROM pg_class AS c
    JOIN ours ON ours.oid = relnamespace
    WHERE nspname <> 'partitions' AND relname !~ '^(alembic_version|applied_code|spatial_ref_sys)'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid IN (c.oid, c.reltype) AND deptype = 'e')
),
functions AS (
    SELECT p.*
    FROM pg_proc AS p
    JOIN ours ON ours.oid = pronamespace
    WHERE NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
)
SELECT
    'schema' AS kind,
    nspname AS name,
    concat_ws(
        ' ', nspowner::regrole, (
            SELECT string_agg(item::text, ',' ORDER BY item::text)
            FROM unnest(coalesce(nspacl, acldefault('n', nspowner))) AS item
        ),
        obj_description(n.oid)
    ) AS definition
FROM pg_namespace AS n
JOIN ours USING (oid, nspname)
WHERE nspname <> 'public'
UNION ALL
SELECT
    'relation', name,
    concat_ws(
        ' ', relkind, relowner::regrole, (
            SELECT string_agg(item::text, ',' ORDER BY item::text)
            FROM unnest(coalesce(relacl, acldefault('r', relowner))) AS item
        ),
        reloptions, obj_description(oid, 'pg_class')
    )
FROM relations
UNION ALL
SELECT
    'column', name || '.' || attname,
    concat_ws(
        ' ', row_number() OVER (PARTITION BY attrelid ORDER BY attnum),
        format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
        pg_get_expr(adbin, adrelid), col_description(attrelid, attnum)
    )
FROM relations
JOIN pg_attribute ON attrelid = relations.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relkind <> 'i' AND relkind <> 'I'
UNION ALL
SELECT 'constraint', name || '.' || conname, pg_get_constraintdef(pg_constraint.oid)
FROM pg_constraint
JOIN relations ON relations.oid = conrelid
UNION ALL
SELECT 'index', name, pg_get_indexdef(oid)
FROM relations
WHERE relkind IN ('i', 'I')
UNION ALL
SELECT 'view', name, pg_get_viewdef(oid)
FROM relations
WHERE relkind IN ('v', 'm')
UNION ALL
SELECT 'trigger', name || '.' || tgname, concat_ws(' ', tgenabled, pg_get_triggerdef(pg_trigger.oid))
FROM pg_trigger
JOIN relations ON relations.oid = tgrelid
WHERE NOT tgisinternal
UNION ALL
SELECT
    'function', oid::regprocedure::text,
    concat_ws(
        ' ', proowner::regrole, (
            SELECT string_agg(item::text, ',' ORDER BY item::text)
            FROM unnest(coalesce(proacl, acldefault('f', proowner))) AS item
        ),
        CASE WHEN prokind <> 'a' THEN pg_get_functiondef(oid) END,
        (SELECT aggregate::text FROM pg_aggregate AS aggregate WHERE aggfnoid = functions.oid),
        obj_description(oid)
    )
FROM functions
UNION ALL
SELECT
    'type', t.oid::regtype::text,
    concat_ws(' ', typtype, typowner::regrole, string_agg(enumlabel, ' ' ORDER BY enumsortorder))
FROM pg_type AS t
JOIN ours ON ours.oid = typnamespace
LEFT JOIN pg_enum ON enumtypid = t.oid
WHERE typtype = 'e'
GROUP BY t.oid
UNION ALL
SELECT
    'default grant', concat_ws(' ', nspname, defaclobjtype),
    concat_ws(' ', defaclrole::regrole, defaclacl)
FROM pg_default_acl
JOIN ours ON ours.oid = defaclnamespace
ORDER BY kind, name;
