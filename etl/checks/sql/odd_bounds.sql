-- Attached partitions whose bounds are not those of the month or week in their name, or whose name
-- names none. Order: by name
SELECT parent.relname AS parent, child.relname AS child, bound.text AS bound
FROM pg_inherits
JOIN pg_class AS parent ON parent.oid = inhparent
JOIN pg_class AS child ON child.oid = inhrelid
LEFT JOIN etl.existing_partitions() AS existing
    ON existing.child = child.relname AND child.relnamespace = 'partitions'::regnamespace
CROSS JOIN LATERAL (
    SELECT pg_get_expr(child.relpartbound, child.oid) AS text
) AS bound
CROSS JOIN LATERAL (
    SELECT regexp_match(bound.text, 'FROM \(''(.*)''\) TO \(''(.*)''\)') AS moments
) AS found
WHERE inhparent IN (
        'public.messages'::regclass, 'public.notifications'::regclass,
        'public.search_logs'::regclass
    )
    AND (
        existing.parent IS DISTINCT FROM parent.relname
        OR found.moments[1]::timestamptz
            IS DISTINCT FROM etl.business_midnight(existing.first_day)
        OR found.moments[2]::timestamptz
            IS DISTINCT FROM etl.business_midnight(existing.next_day)
    )
ORDER BY child.relname
