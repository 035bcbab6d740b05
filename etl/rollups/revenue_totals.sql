-- Money by the day on which it moved, in all categories and districts and by all methods together:
-- rollup.revenue_summary summed up.
CREATE TABLE rollup.revenue_totals (
    day date NOT NULL,
    currency text NOT NULL,
    payments bigint NOT NULL,
    gross_amount numeric NOT NULL,
    platform_fee numeric NOT NULL,
    tax_amount numeric NOT NULL,
    provider_earnings numeric NOT NULL,
    refunds bigint NOT NULL,
    refund_amount numeric NOT NULL,
    net_amount numeric NOT NULL,
    failed_payments bigint NOT NULL,
    CONSTRAINT revenue_totals_pkey PRIMARY KEY (day, currency)
);

CREATE FUNCTION rollup.compute_revenue_totals(days date[]) RETURNS SETOF rollup.revenue_totals
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        day,
        currency,
        sum(payments)::bigint AS payments,
        sum(gross_amount) AS gross_amount,
        sum(platform_fee) AS platform_fee,
        sum(tax_amount) AS tax_amount,
        sum(provider_earnings) AS provider_earnings,
        sum(refunds)::bigint AS refunds,
        sum(refund_amount) AS refund_amount,
        sum(net_amount) AS net_amount,
        sum(failed_payments)::bigint AS failed_payments
    FROM rollup.revenue_summary
    WHERE day = ANY (days)
    GROUP BY day, currency;
END;
