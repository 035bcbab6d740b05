-- How to drop the functions, views and triggers of ours that no data stands on: a function that a
-- constraint, an index, a default, a materialized view or the trigger of a single partition uses
-- stays, and is only ever replaced.
-- Returns: command, triggers first
WITH RECURSIVE ours AS (
    SELECT oid FROM pg_namespace
    WHERE nspname IN ('public', 'analytics', 'admin', 'rollup', 'etl', 'geo', 'access')
),
needed AS (
    SELECT depends.refobjid AS function
    FROM pg_depend AS depends
    LEFT JOIN pg_rewrite AS rule ON depends.classid = 'pg_rewrite'::regclass AND rule.oid = objid
    LEFT JOIN pg_class AS shown ON shown.oid = rule.ev_class
    LEFT JOIN pg_trigger AS fired ON depends.classid = 'pg_trigger'::regclass AND fired.oid = objid
    LEFT JOIN pg_class AS held ON held.oid = fired.tgrelid
    WHERE depends.refclassid = 'pg_proc'::regclass
        AND (
            depends.classid IN (
                'pg_constraint'::regclass, 'pg_attrdef'::regclass, 'pg_class'::regclass
            )
            OR shown.relkind = 'm'
            OR held.relnamespace = 'partitions'::regnamespace AND fired.tgparentid = 0
        )
    UNION
    SELECT depends.refobjid
    FROM needed
    JOIN pg_depend AS depends
        ON depends.classid = 'pg_proc'::regclass AND depends.objid = needed.function
        AND depends.refclassid = 'pg_proc'::regclass
)
SELECT command
FROM (
    SELECT 1 AS place, format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) AS command
    FROM pg_trigger
    JOIN pg_class AS held ON held.oid = tgrelid
    WHERE NOT tgisinternal AND held.relnamespace IN (SELECT oid FROM ours)
    UNION ALL
    SELECT 2, format('DROP VIEW IF EXISTS %s CASCADE', shown.oid::regclass)
    FROM pg_class AS shown
    WHERE relkind = 'v' AND relnamespace IN (SELECT oid FROM ours)
        AND NOT EXISTS (
            SELECT FROM pg_depend
            WHERE classid = 'pg_class'::regclass AND objid = shown.oid AND deptype = 'e'
        )
    UNION ALL
    SELECT 3, format('DROP ROUTINE IF EXISTS %s CASCADE', defined.oid::regprocedure)
    FROM pg_proc AS defined
    WHERE pronamespace IN (SELECT oid FROM ours)
        AND oid NOT IN (SELECT function FROM needed)
        AND NOT EXISTS (
            SELECT FROM pg_depend
            WHERE classid = 'pg_proc'::regclass AND objid = defined.oid AND deptype = 'e'
        )
) AS dropped
ORDER BY place, command
