-- Partitions that rows of the coming days will need and that are not attached.
-- Params: parents, and for each how many days ahead
-- Order:  the most urgent first
SELECT planned.parent, planned.child, planned.first_day
FROM unnest(%(parents)s::text[], %(days)s::integer[]) AS wanted (parent, days)
CROSS JOIN etl.business_day(now()) AS today
CROSS JOIN LATERAL etl.planned_partitions(today, today + wanted.days) AS planned
WHERE planned.parent = wanted.parent
    AND NOT EXISTS (
        SELECT FROM etl.existing_partitions() AS existing
        WHERE existing.child = planned.child AND existing.state = 'attached'
    )
ORDER BY planned.first_day, planned.child
