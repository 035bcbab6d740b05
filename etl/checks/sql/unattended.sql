-- Jobs with whether anybody sees to them: a scheduler, or a run of the last two days. `is_young`:
-- there has been no refresh yet that is two days old, so that not every job had its turn.
SELECT
    job,
    bool_or(is_attended) AS is_attended,
    NOT EXISTS (
        SELECT FROM analytics.data_versions WHERE published_at < clock_timestamp() - interval '2 days'
    ) AS is_young
FROM (
    SELECT job, true AS is_attended FROM etl.schedule
    UNION ALL
    SELECT job, started_at > clock_timestamp() - interval '2 days' FROM etl.runs
) AS known
GROUP BY job
UNION ALL
SELECT 'none', false, NOT EXISTS (
    SELECT FROM analytics.data_versions WHERE published_at < clock_timestamp() - interval '2 days'
)
