-- Payments: at most one per booking, with the platform's share and any refund.

CREATE TABLE payments (
    id text CONSTRAINT payments_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    booking_id text NOT NULL CONSTRAINT payments_booking_id_key UNIQUE
        CONSTRAINT payments_booking_id_fkey
        REFERENCES bookings (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    amount numeric(10, 2) NOT NULL,
    currency text NOT NULL DEFAULT 'INR',
    method payment_method NOT NULL,
    status payment_status NOT NULL DEFAULT 'PENDING',
    transaction_id text CONSTRAINT payments_transaction_id_key UNIQUE,
    gateway_response jsonb,
    gateway_name text,
    platform_fee numeric(10, 2),
    platform_fee_percent numeric(5, 2),
    provider_earnings numeric(10, 2),
    tax_amount numeric(10, 2),
    refund_amount numeric(10, 2),
    refund_reason text,
    refunded_to text,
    paid_at timestamptz,
    refunded_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT payments_amounts_not_negative
        CHECK (
            amount >= 0 AND platform_fee >= 0 AND provider_earnings >= 0 AND tax_amount >= 0
            AND refund_amount >= 0
        ),
    CONSTRAINT payments_amounts_are_numbers
        CHECK (
            amount <> 'NaN' AND platform_fee <> 'NaN' AND provider_earnings <> 'NaN'
            AND tax_amount <> 'NaN' AND refund_amount <> 'NaN'
        ),
    CONSTRAINT payments_currency_is_a_code CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT payments_platform_fee_percent_in_range
        CHECK (platform_fee_percent BETWEEN 0 AND 100)
);

CREATE INDEX payments_status_idx ON payments (status);
CREATE INDEX payments_method_idx ON payments (method);
CREATE INDEX payments_created_at_idx ON payments (created_at);
CREATE INDEX payments_paid_at_idx ON payments (paid_at);

CREATE INDEX idx_payments_date_status ON payments (paid_at, status) WHERE status = 'COMPLETED';

CREATE TRIGGER payments_touch_updated_at BEFORE UPDATE ON payments
FOR EACH ROW WHEN (NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at)
EXECUTE FUNCTION etl.touch_updated_at();
