-- Searches that became bookings: a rollup of its own. Of a booking's versions the customer counts.
CREATE TABLE rollup.search_bookings (
    day date NOT NULL,
    district text NOT NULL,
    category text,
    searches bigint NOT NULL,
    attributable bigint NOT NULL,
    booked bigint NOT NULL,
    delay_seconds_sum numeric NOT NULL,
    delay_buckets jsonb NOT NULL,
    customers hll,
    CONSTRAINT search_bookings_key UNIQUE NULLS NOT DISTINCT (day, district, category)
);
ALTER TABLE etl.booking_versions ADD COLUMN customer_id text NOT NULL DEFAULT '';
ALTER TABLE etl.booking_versions ALTER COLUMN customer_id DROP DEFAULT;
INSERT INTO etl.dirty_days (source) VALUES ('search_bookings');
