DROP INDEX public.idx_reviews_newest_of_provider;
DROP VIEW analytics.jobs;
DROP TABLE etl.schedule;

DROP VIEW analytics.runs;
CREATE VIEW analytics.runs AS
SELECT run_id, job, arguments, started_at, finished_at, outcome, row_count, error
FROM etl.runs;
COMMENT ON VIEW analytics.runs IS 'Every run of every job: when, how it ended, how many rows.';

ALTER TABLE etl.runs DROP COLUMN due_at;
