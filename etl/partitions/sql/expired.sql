-- Partitions of a parent whose rows are all older than it keeps.
-- Params: parent, kept (an interval)
-- Order:  the oldest first
SELECT child, state
FROM etl.existing_partitions()
WHERE parent = %(parent)s
    AND next_day <= etl.business_day(now()) - %(kept)s::interval
ORDER BY first_day
