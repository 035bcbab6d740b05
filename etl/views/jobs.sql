-- When each job is due next, and how each stands: what people and the doctor are told.
CREATE TABLE etl.schedule (
    job text PRIMARY KEY,
    cron text NOT NULL,
    due_at timestamptz NOT NULL
);

COMMENT ON COLUMN etl.schedule.due_at IS
    'The oldest time that no finished run has served; it moves on when a run ends.';

CREATE VIEW analytics.jobs AS
SELECT
    job,
    scheduled.cron,
    scheduled.due_at,
    latest.started_at,
    latest.finished_at,
    latest.outcome,
    analytics.without_contact_details(latest.error) AS error,
    success.finished_at AS succeeded_at,
    CASE
        WHEN latest.outcome = 'failed' THEN 'failed'
        WHEN scheduled.due_at < clock_timestamp() - interval '1 hour' THEN 'late'
    END AS alert
FROM etl.schedule AS scheduled
FULL JOIN (
    SELECT DISTINCT ON (job) job, started_at, finished_at, outcome, error
    FROM etl.runs
    WHERE outcome <> 'refused'
    ORDER BY job, run_id DESC
) AS latest USING (job)
LEFT JOIN LATERAL (
    SELECT max(run.finished_at) AS finished_at
    FROM etl.runs AS run
    WHERE run.job = latest.job AND run.outcome = 'succeeded'
) AS success ON true;

COMMENT ON VIEW analytics.jobs IS
    'Every job that ran or is scheduled: when it is due, how it ended last, and what is wrong.';
