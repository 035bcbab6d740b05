-- Searches as they were read from the archive become rows of their week again.
INSERT INTO {week} (
    id, user_id, session_id, query, filters, location, results_count, clicked_provider_id,
    click_position, response_time, created_at
)
SELECT
    id, user_id, session_id, query, filters::jsonb, location::jsonb, results_count,
    clicked_provider_id, click_position, response_time,
    timestamptz 'epoch' + created_us * interval '1 microsecond'
FROM received
