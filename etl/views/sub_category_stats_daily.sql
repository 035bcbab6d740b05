-- What happened in each sub-category on each day, by currency; NULL is what is of none. A provider
-- is active on a day with any event of its own; a customer counts on a day with a request. Who has
-- several kinds of service counts in each: these two do not add up to those of the category.
CREATE VIEW analytics.sub_category_stats_daily AS
SELECT
    day, category_id, sub_category_id, currency, requested, confirmed, completed, cancelled,
    disputed, gross_amount, provider_earnings, reviews, rating_sum, response_seconds_sum,
    response_count, active_providers, customers
FROM rollup.sub_category_stats;

COMMENT ON VIEW analytics.sub_category_stats_daily IS
    'What happened in each sub-category on each day, by currency.';
