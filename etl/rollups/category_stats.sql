-- What happened in each category on each day, by currency. A provider is active on a day with any
-- event of its own; a customer counts on a day with a request.
CREATE TABLE rollup.category_stats (
    day date NOT NULL,
    category_id text NOT NULL,
    currency text NOT NULL,
    requested bigint NOT NULL,
    confirmed bigint NOT NULL,
    completed bigint NOT NULL,
    cancelled bigint NOT NULL,
    disputed bigint NOT NULL,
    gross_amount numeric NOT NULL,
    provider_earnings numeric NOT NULL,
    reviews bigint NOT NULL,
    rating_sum bigint NOT NULL,
    response_seconds_sum bigint NOT NULL,
    response_count bigint NOT NULL,
    active_providers bigint NOT NULL,
    customers bigint NOT NULL,
    CONSTRAINT category_stats_pkey PRIMARY KEY (day, category_id, currency)
);

CREATE FUNCTION rollup.compute_category_stats(days date[]) RETURNS SETOF rollup.category_stats
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH customers AS (
        SELECT
            requested.day,
            place.category_id,
            requested.currency,
            count(DISTINCT requested.customer_id) AS customers
        FROM rollup.customer_days AS requested
        JOIN rollup.provider_places AS place ON place.provider_id = requested.provider_id
        WHERE requested.day = ANY (days)
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
            count(DISTINCT stats.provider_id) AS active_providers
        FROM rollup.provider_days AS stats
        JOIN rollup.provider_places AS place ON place.provider_id = stats.provider_id
        WHERE stats.day = ANY (days)
        GROUP BY stats.day, place.category_id, stats.currency
    )
    SELECT
        day,
        category_id,
        currency,
        requested,
        confirmed,
        completed,
        cancelled,
        disputed,
        gross_amount,
        provider_earnings,
        reviews,
        rating_sum,
        response_seconds_sum,
        response_count,
        active_providers,
        COALESCE(customers.customers, 0) AS customers
    FROM events
    LEFT JOIN customers USING (day, category_id, currency);
END;
