-- Calls and seconds of the product's statements, as the server counts them, by role and name.
-- Params: none
-- Grain:  one row per role and name of a statement; none where the server does not count
-- Reads:  analytics.statement_totals
-- Right:  LOOK
SELECT role, statement, calls, seconds
FROM analytics.statement_totals()
