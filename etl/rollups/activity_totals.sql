-- What happened to all providers on each day: rollup.provider_days summed up.
CREATE TABLE rollup.activity_totals (
    day date NOT NULL,
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
    CONSTRAINT activity_totals_pkey PRIMARY KEY (day, currency)
);

CREATE FUNCTION rollup.compute_activity_totals(days date[]) RETURNS SETOF rollup.activity_totals
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        day,
        currency,
        sum(requested)::bigint AS requested,
        sum(confirmed)::bigint AS confirmed,
        sum(completed)::bigint AS completed,
        sum(cancelled)::bigint AS cancelled,
        sum(disputed)::bigint AS disputed,
        sum(gross_amount) AS gross_amount,
        sum(provider_earnings) AS provider_earnings,
        sum(reviews)::bigint AS reviews,
        sum(rating_sum)::bigint AS rating_sum,
        sum(response_seconds_sum)::bigint AS response_seconds_sum,
        sum(response_count)::bigint AS response_count
    FROM rollup.provider_days
    WHERE day = ANY (days)
    GROUP BY day, currency;
END;
