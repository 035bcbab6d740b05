-- Bookings and the history of their status.

CREATE TABLE bookings (
    id text CONSTRAINT bookings_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    booking_number text NOT NULL CONSTRAINT bookings_booking_number_key UNIQUE,
    customer_id text NOT NULL CONSTRAINT bookings_customer_id_fkey
        REFERENCES customer_profiles (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    provider_id text NOT NULL CONSTRAINT bookings_provider_id_fkey
        REFERENCES provider_profiles (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    service_type text NOT NULL,
    service_description text,
    service_location jsonb NOT NULL,
    scheduled_date timestamptz NOT NULL,
    scheduled_time jsonb NOT NULL,
    status booking_status NOT NULL DEFAULT 'PENDING',
    cancellation_reason text,
    cancelled_by cancelled_by,
    dispute_reason text,
    special_instructions text,
    quoted_price numeric(10, 2),
    final_price numeric(10, 2),
    currency text NOT NULL DEFAULT 'INR',
    provider_response_time integer,
    provider_viewed_at timestamptz,
    estimated_duration integer,
    actual_duration integer,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    confirmed_at timestamptz,
    started_at timestamptz,
    completed_at timestamptz,
    cancelled_at timestamptz,
    CONSTRAINT bookings_service_location_in_range
        CHECK (etl.coordinates_in_range(service_location)),
    CONSTRAINT bookings_prices_not_negative CHECK (quoted_price >= 0 AND final_price >= 0),
    CONSTRAINT bookings_prices_are_numbers
        CHECK (quoted_price <> 'NaN' AND final_price <> 'NaN'),
    CONSTRAINT bookings_currency_is_a_code CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT bookings_provider_response_time_not_negative CHECK (provider_response_time >= 0),
    CONSTRAINT bookings_durations_not_negative
        CHECK (estimated_duration >= 0 AND actual_duration >= 0)
);

CREATE INDEX bookings_status_idx ON bookings (status);
CREATE INDEX bookings_scheduled_date_idx ON bookings (scheduled_date);
CREATE INDEX bookings_created_at_idx ON bookings (created_at);

CREATE INDEX idx_bookings_customer_status ON bookings (customer_id, status, scheduled_date DESC);
CREATE INDEX idx_bookings_provider_status ON bookings (provider_id, status, scheduled_date DESC);
CREATE INDEX idx_bookings_pending ON bookings (provider_id, created_at DESC)
    WHERE status = 'PENDING';
CREATE INDEX idx_bookings_upcoming ON bookings (scheduled_date)
    WHERE status IN ('CONFIRMED', 'IN_PROGRESS');
CREATE INDEX idx_bookings_provider_stats ON bookings (provider_id, status, completed_at)
    WHERE status = 'COMPLETED';
CREATE INDEX idx_bookings_history_pagination ON bookings (customer_id, created_at DESC, id)
    INCLUDE (booking_number, status, final_price);
CREATE INDEX idx_bookings_provider_dashboard ON bookings (provider_id, status, created_at)
    INCLUDE (final_price, scheduled_date);

CREATE TRIGGER bookings_touch_updated_at BEFORE UPDATE ON bookings
FOR EACH ROW WHEN (NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at)
EXECUTE FUNCTION etl.touch_updated_at();

CREATE TABLE booking_status_history (
    id text CONSTRAINT booking_status_history_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    booking_id text NOT NULL CONSTRAINT booking_status_history_booking_id_fkey
        REFERENCES bookings (id) ON DELETE CASCADE ON UPDATE CASCADE,
    status booking_status NOT NULL,
    changed_by text NOT NULL,
    reason text,
    metadata jsonb,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX booking_status_history_booking_id_idx ON booking_status_history (booking_id);
CREATE INDEX booking_status_history_created_at_idx ON booking_status_history (created_at);
