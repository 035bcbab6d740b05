-- When reads moved from one server to another, and why, as any process of the dashboard saw it.
-- Params: most_moves integer
-- Grain:  one row per move, workload and process, the newest first
-- Reads:  analytics.server_moves
-- Right:  LOOK
SELECT at, seen_by, workload, server_before, server_after, why
FROM analytics.server_moves
ORDER BY at DESC, seen_by, workload
LIMIT CAST(:most_moves AS integer)
