-- What happened in each category on each day, by currency. A provider is active on a day with any
-- event of its own; a customer counts on a day with a request.
CREATE MATERIALIZED VIEW analytics.category_stats_daily AS
WITH customers AS (
    SELECT
        requested.day,
        place.category_id,
        requested.currency,
        count(DISTINCT requested.customer_id) AS customers
    FROM rollup.customer_days AS requested
    JOIN etl.provider_places AS place ON place.provider_id = requested.provider_id
    GROUP BY requested.day, place.category_id, requested.currency
),
events AS (
    SELECT
        stats.day,
        place.category_id,
        stats.currency,
        sum(stats.requested)::bigint AS requested,
        sum(stats.confirmed)::bigint AS confirmed,
        sum(stats.completed)::bigint AS completed,
        sum(stats.cancelled)::bigint AS cancelled,
        sum(stats.disputed)::bigint AS disputed,
        sum(stats.gross_amount) AS gross_amount,
        sum(stats.provider_earnings) AS provider_earnings,
        sum(stats.reviews)::bigint AS reviews,
        sum(stats.rating_sum)::bigint AS rating_sum,
        sum(stats.response_seconds_sum)::bigint AS response_seconds_sum,
        sum(stats.response_count)::bigint AS response_count,
        count(*) AS active_providers
    FROM rollup.provider_days AS stats
    JOIN etl.provider_places AS place ON place.provider_id = stats.provider_id
    GROUP BY stats.day, place.category_id, stats.currency
)
SELECT events.*, COALESCE(customers.customers, 0) AS customers
FROM events
LEFT JOIN customers USING (day, category_id, currency);

CREATE UNIQUE INDEX category_stats_daily_key
    ON analytics.category_stats_daily (day, category_id, currency);
COMMENT ON MATERIALIZED VIEW analytics.category_stats_daily IS
    'What happened in each category on each day, by currency.';
