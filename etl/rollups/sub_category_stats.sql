-- What happened in each sub-category on each day, by currency; NULL is what is of none. See
-- category_stats.
CREATE TABLE rollup.sub_category_stats (
    day date NOT NULL,
    category_id text NOT NULL,
    sub_category_id text,
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
    CONSTRAINT sub_category_stats_key UNIQUE NULLS NOT DISTINCT
        (day, category_id, sub_category_id, currency)
);

CREATE FUNCTION rollup.compute_sub_category_stats(days date[])
RETURNS SETOF rollup.sub_category_stats
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        day, category_id, sub_category_id, currency, requested, confirmed, completed, cancelled,
        disputed, gross_amount, provider_earnings, reviews, rating_sum, response_seconds_sum,
        response_count, active_providers, customers
    FROM rollup.stats_of_kinds(days)
    WHERE NOT is_whole;
END;
