-- The ledger: every run of every job, and what readers may see of it.
CREATE TABLE etl.runs (
    run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job text NOT NULL,
    arguments jsonb NOT NULL DEFAULT '{}',
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    outcome text NOT NULL DEFAULT 'running',
    row_count bigint,
    error text,
    due_at timestamptz,
    CONSTRAINT runs_outcome_known CHECK (outcome IN ('running', 'succeeded', 'failed', 'refused')),
    CONSTRAINT runs_finished_when_over CHECK ((outcome = 'running') = (finished_at IS NULL))
);

COMMENT ON COLUMN etl.runs.due_at IS 'The due time that the run serves; NULL by hand.';

CREATE INDEX runs_job_started_at ON etl.runs (job, started_at DESC);

CREATE VIEW analytics.runs AS
SELECT
    run_id, job, arguments, started_at, finished_at, outcome, row_count,
    analytics.without_contact_details(error) AS error, due_at
FROM etl.runs;

COMMENT ON VIEW analytics.runs IS 'Every run of every job: when, how it ended, how many rows.';
