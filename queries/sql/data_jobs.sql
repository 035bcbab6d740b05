-- How each job stands: when it is due, its last run that was not refused, when it last succeeded.
-- Params: none
-- Grain:  one row per job that ran or is scheduled, by name
-- Reads:  analytics.jobs
-- Right:  LOOK
SELECT job, due_at, started_at, finished_at, outcome, error, succeeded_at, alert
FROM analytics.jobs
ORDER BY job
