-- Jobs with whether anybody sees to them: a scheduler, or a run of the last two days; `none` is no
-- job. `is_young`: no data version is two days old yet, so that not every job has had its turn.
WITH known AS (
    SELECT job, true AS is_attended FROM etl.schedule
    UNION ALL
    SELECT job, started_at > clock_timestamp() - interval '2 days' FROM etl.runs
    UNION ALL
    SELECT 'none', false
)

SELECT
    job,
    bool_or(is_attended) AS is_attended,
    NOT EXISTS (
        SELECT FROM analytics.data_versions
        WHERE published_at < clock_timestamp() - interval '2 days'
    ) AS is_young
FROM known
GROUP BY job
