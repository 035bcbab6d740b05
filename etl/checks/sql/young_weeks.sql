-- Weeks that go to the archive or are in it although they are younger than the database keeps.
-- Params: kept (an interval). Order: the oldest first
SELECT week, state, 'search_logs_y' || week AS child
FROM etl.archived_weeks
WHERE state <> 'restored'
    AND first_day + 7 > etl.business_day(now()) - %(kept)s::interval
ORDER BY first_day
