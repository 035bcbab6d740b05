-- Money of each provider by the day on which it moved and by sub-category, NULL for none.
CREATE TABLE rollup.revenue_days (
    day date NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    method text NOT NULL,
    payments bigint NOT NULL,
    gross_amount numeric NOT NULL,
    platform_fee numeric NOT NULL,
    tax_amount numeric NOT NULL,
    provider_earnings numeric NOT NULL,
    refunds bigint NOT NULL,
    refund_amount numeric NOT NULL,
    failed_payments bigint NOT NULL,
    sub_category_id text,
    CONSTRAINT revenue_days_key UNIQUE NULLS NOT DISTINCT
        (day, provider_id, currency, method, sub_category_id)
);

CREATE INDEX revenue_days_provider ON rollup.revenue_days (provider_id, day);

CREATE FUNCTION rollup.compute_revenue_days(days date[]) RETURNS SETOF rollup.revenue_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        day,
        provider_id,
        currency,
        method,
        count(*) FILTER (WHERE movement = 'paid') AS payments,
        sum(gross_amount) AS gross_amount,
        sum(platform_fee) AS platform_fee,
        sum(tax_amount) AS tax_amount,
        sum(provider_earnings) AS provider_earnings,
        count(*) FILTER (WHERE movement = 'refunded') AS refunds,
        sum(refund_amount) AS refund_amount,
        count(*) FILTER (WHERE movement = 'failed') AS failed_payments,
        sub_category_id
    FROM rollup.payment_rows
    WHERE day = ANY (days)
    GROUP BY day, provider_id, currency, method, sub_category_id;
END;
