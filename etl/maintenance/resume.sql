-- What the last run of a job had done when it was stopped; nothing where it came to its end.
-- Params: job; kind, what it was to do
-- Grain:  at most one row
SELECT last.arguments -> 'done' AS done
FROM (
    SELECT arguments, outcome, started_at
    FROM etl.runs
    WHERE job = %(job)s AND outcome NOT IN ('refused', 'running')
    ORDER BY run_id DESC
    LIMIT 1
) AS last
WHERE last.outcome = 'failed' AND last.arguments -> 'kind' = %(kind)s
    AND last.started_at > clock_timestamp() - interval '7 days'
