-- What happened in each category on each day, by currency. A provider is active on a day with any
-- event of its own; a customer counts on a day with a request.
CREATE VIEW analytics.category_stats_daily AS
SELECT
    day, category_id, currency, requested, confirmed, completed, cancelled, disputed, gross_amount,
    provider_earnings, reviews, rating_sum, response_seconds_sum, response_count, active_providers,
    customers
FROM rollup.category_stats;

COMMENT ON VIEW analytics.category_stats_daily IS
    'What happened in each category on each day, by currency.';
