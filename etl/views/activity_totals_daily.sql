-- What happened to all providers on each day: analytics.provider_stats_daily, summed up.
CREATE VIEW analytics.activity_totals_daily AS
SELECT
    day, currency, requested, confirmed, completed, cancelled, disputed, gross_amount,
    provider_earnings, reviews, rating_sum, response_seconds_sum, response_count
FROM rollup.activity_totals;

COMMENT ON VIEW analytics.activity_totals_daily IS
    'What happened to all providers on each day, by currency.';
