-- How each job stands: its last run that was not refused, and when it last succeeded.
-- Params: none
-- Grain:  one row per job, by name
-- Reads:  analytics.runs
SELECT DISTINCT ON (run.job)
    run.job,
    run.started_at,
    run.finished_at,
    run.outcome,
    run.error,
    success.finished_at AS succeeded_at
FROM analytics.runs AS run
LEFT JOIN LATERAL (
    SELECT max(finished_at) AS finished_at
    FROM analytics.runs
    WHERE job = run.job AND outcome = 'succeeded'
) AS success ON true
WHERE run.outcome <> 'refused'
ORDER BY run.job, run.run_id DESC
