-- What happened to each provider on each day, by currency and sub-category (NULL for none); days
-- with activity only. The one large object: it reads its rollup as it is.
CREATE VIEW analytics.provider_stats_daily AS
SELECT
    day, provider_id, currency, requested, confirmed, completed, cancelled, disputed, gross_amount,
    provider_earnings, reviews, rating_sum, response_seconds_sum, response_count, sub_category_id
FROM rollup.provider_days;

COMMENT ON VIEW analytics.provider_stats_daily IS
    'What happened to each provider on each day, by currency and sub-category.';
