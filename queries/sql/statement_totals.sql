-- Calls and seconds of the product's statements, and the slowest call of each, as the server counts
-- them, by role and name.
-- Params: none
-- Grain:  one row per role and name of a statement; none where the server does not count
-- Reads:  analytics.statement_totals
-- Right:  OPERATE
SELECT role, statement, calls, seconds AS total_seconds, worst_seconds
FROM analytics.statement_totals()
