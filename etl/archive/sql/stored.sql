-- The searches of one week as the database holds them, in the columns that the checksum reads.
SELECT
    id, user_id, session_id, query, filters::text AS filters, location::text AS location,
    results_count, clicked_provider_id, click_position, response_time,
    (extract(EPOCH FROM created_at) * 1000000)::bigint AS created_us
FROM {week}
OFFSET 0 -- or each use of filters would turn JSON into text again
