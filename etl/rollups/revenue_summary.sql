-- Money by the day on which it moved, and by the category and district that the provider belongs to
-- now; sub_category_id is NULL for none.
CREATE TABLE rollup.revenue_summary (
    day date NOT NULL,
    currency text NOT NULL,
    method text NOT NULL,
    category_id text NOT NULL,
    district text NOT NULL,
    payments bigint NOT NULL,
    gross_amount numeric NOT NULL,
    platform_fee numeric NOT NULL,
    tax_amount numeric NOT NULL,
    provider_earnings numeric NOT NULL,
    refunds bigint NOT NULL,
    refund_amount numeric NOT NULL,
    net_amount numeric NOT NULL,
    failed_payments bigint NOT NULL,
    sub_category_id text,
    CONSTRAINT revenue_summary_key UNIQUE NULLS NOT DISTINCT
        (day, currency, method, category_id, district, sub_category_id)
);

CREATE FUNCTION rollup.compute_revenue_summary(days date[]) RETURNS SETOF rollup.revenue_summary
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        revenue.day,
        revenue.currency,
        revenue.method,
        place.category_id,
        place.district,
        sum(revenue.payments)::bigint AS payments,
        sum(revenue.gross_amount) AS gross_amount,
        sum(revenue.platform_fee) AS platform_fee,
        sum(revenue.tax_amount) AS tax_amount,
        sum(revenue.provider_earnings) AS provider_earnings,
        sum(revenue.refunds)::bigint AS refunds,
        sum(revenue.refund_amount) AS refund_amount,
        sum(revenue.gross_amount) - sum(revenue.refund_amount) AS net_amount,
        sum(revenue.failed_payments)::bigint AS failed_payments,
        revenue.sub_category_id
    FROM rollup.revenue_days AS revenue
    JOIN rollup.provider_places AS place ON place.provider_id = revenue.provider_id
    WHERE revenue.day = ANY (days)
    GROUP BY
        revenue.day, revenue.currency, revenue.method, place.category_id, place.district,
        revenue.sub_category_id;
END;
