-- Partitions that rows from a day of the past until today need and that do not exist.
-- Params: first_day; parents whose rows expire, and for each how long they are kept
-- Order:  the oldest first
-- `left_out`: archived, expired (it would be dropped at once), or lost (it was here: there are
-- figures of its days, which a refresh would take back if it were made again, empty).
SELECT
    planned.parent,
    planned.child,
    planned.first_day,
    CASE
        WHEN archived.week IS NOT NULL THEN 'archived'
        WHEN planned.next_day <= today - expiry.kept::interval THEN 'expired'
        WHEN planned.parent = 'search_logs' AND EXISTS (
            SELECT FROM rollup.search_days
            WHERE day >= planned.first_day AND day < planned.next_day
        ) THEN 'lost'
    END AS left_out
FROM etl.business_day(now()) AS today
CROSS JOIN LATERAL etl.planned_partitions(%(first_day)s, today) AS planned
LEFT JOIN unnest(%(parents)s::text[], %(kept)s::text[]) AS expiry (parent, kept)
    ON expiry.parent = planned.parent
LEFT JOIN etl.archived_weeks AS archived
    ON planned.parent = 'search_logs' AND archived.first_day = planned.first_day
WHERE NOT EXISTS (
    SELECT FROM etl.existing_partitions() AS existing WHERE existing.child = planned.child
)
ORDER BY planned.first_day, planned.child
