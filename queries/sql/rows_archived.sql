-- The weeks of some days whose searches are in the archive, and in no table any more.
-- Params: start, end
-- Grain:  one row per week
-- Reads:  admin.archived_weeks
-- Right:  ROWS
SELECT first_day, last_day
FROM admin.archived_weeks
WHERE last_day >= CAST(:start AS date) AND first_day <= CAST(:end AS date)
ORDER BY first_day
