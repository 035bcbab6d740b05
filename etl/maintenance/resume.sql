-- What the last run of a job had done when it was stopped; nothing where it came to its end.
-- Params: job; kind, what it was to do
-- Grain:  at most one row
SELECT arguments -> 'done' AS done
FROM etl.runs
WHERE run_id = (
    SELECT max(run_id) FROM etl.runs
    WHERE job = %(job)s AND outcome NOT IN ('refused', 'running')
)
    AND outcome = 'failed' AND arguments -> 'kind' = %(kind)s
    AND started_at > clock_timestamp() - interval '7 days'
