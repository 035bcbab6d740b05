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

-- The same of categories as wholes, and of each sub-category in them (NULL for none): providers and
-- customers are people, who count in each of several, so that these do not add up.
CREATE FUNCTION rollup.stats_of_kinds(days date[])
RETURNS TABLE (
    day date,
    category_id text,
    sub_category_id text,
    is_whole boolean,
    currency text,
    requested bigint,
    confirmed bigint,
    completed bigint,
    cancelled bigint,
    disputed bigint,
    gross_amount numeric,
    provider_earnings numeric,
    reviews bigint,
    rating_sum bigint,
    response_seconds_sum bigint,
    response_count bigint,
    active_providers bigint,
    customers bigint
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH customers AS (
        SELECT
            requested.day,
            place.category_id,
            requested.sub_category_id,
            grouping(requested.sub_category_id) = 1 AS is_whole,
            requested.currency,
            count(DISTINCT requested.customer_id) AS customers
        FROM rollup.customer_days AS requested
        JOIN rollup.provider_places AS place ON place.provider_id = requested.provider_id
        WHERE requested.day = ANY (days)
        GROUP BY
            requested.day, place.category_id, requested.currency,
            ROLLUP (requested.sub_category_id)
    ),
    events AS (
        SELECT
            stats.day,
            place.category_id,
            stats.sub_category_id,
            grouping(stats.sub_category_id) = 1 AS is_whole,
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
        GROUP BY stats.day, place.category_id, stats.currency, ROLLUP (stats.sub_category_id)
    )
    SELECT
        event.day, event.category_id, event.sub_category_id, event.is_whole, event.currency,
        event.requested, event.confirmed, event.completed, event.cancelled, event.disputed,
        event.gross_amount, event.provider_earnings, event.reviews, event.rating_sum,
        event.response_seconds_sum, event.response_count, event.active_providers,
        COALESCE(customer.customers, 0)
    FROM events AS event
    LEFT JOIN customers AS customer
        ON customer.day = event.day
        AND customer.category_id = event.category_id
        AND customer.currency = event.currency
        AND customer.is_whole = event.is_whole
        AND customer.sub_category_id IS NOT DISTINCT FROM event.sub_category_id;
END;

CREATE FUNCTION rollup.compute_category_stats(days date[]) RETURNS SETOF rollup.category_stats
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        day, category_id, currency, requested, confirmed, completed, cancelled, disputed,
        gross_amount, provider_earnings, reviews, rating_sum, response_seconds_sum,
        response_count, active_providers, customers
    FROM rollup.stats_of_kinds(days)
    WHERE is_whole;
END;
