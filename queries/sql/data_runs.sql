-- The last runs of all jobs: when, how long, how they ended, and why.
-- Params: most_runs integer
-- Grain:  one row per run, the newest first
-- Reads:  analytics.runs
-- Right:  LOOK
SELECT
    run_id,
    job,
    started_at,
    finished_at,
    extract(EPOCH FROM finished_at - started_at) AS seconds,
    outcome,
    row_count,
    error
FROM analytics.runs
ORDER BY run_id DESC
LIMIT CAST(:most_runs AS integer)
