-- The payments that numbers are made of, one by one, as they count in the published version: a row
-- for each day on which money of one moved. For the admin reader alone, as booking_rows.
CREATE VIEW admin.payment_rows AS
SELECT
    payment.day, payment.payment_id, payment.movement, payment.moved_at, payment.status,
    payment.booking_id, payment.provider_id, provider.name AS provider, place.category_id,
    provider.category, place.district, payment.method, payment.currency,
    (payment.movement = 'paid')::integer AS payments,
    payment.gross_amount,
    payment.platform_fee,
    payment.tax_amount,
    payment.provider_earnings,
    (payment.movement = 'refunded')::integer AS refunds,
    payment.refund_amount,
    payment.gross_amount - payment.refund_amount AS net_amount,
    (payment.movement = 'failed')::integer AS failed_payments,
    payment.sub_category_id
FROM rollup.payment_rows AS payment
JOIN rollup.provider_places AS place ON place.provider_id = payment.provider_id
JOIN rollup.provider_directory AS provider ON provider.provider_id = payment.provider_id;

COMMENT ON VIEW admin.payment_rows IS 'The payments behind numbers, as the version counts them.';
