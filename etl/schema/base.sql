-- What every other definition stands on: extensions, schemas, enums, the business day, and
-- the touch trigger.

CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public;
CREATE EXTENSION IF NOT EXISTS vector SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
CREATE EXTENSION IF NOT EXISTS "uuid-ossp" SCHEMA public;
CREATE EXTENSION IF NOT EXISTS hll SCHEMA public;

CREATE SCHEMA partitions;
CREATE SCHEMA analytics;
CREATE SCHEMA admin;
CREATE SCHEMA rollup;
CREATE SCHEMA etl;
CREATE SCHEMA geo;
CREATE SCHEMA access;

COMMENT ON SCHEMA partitions IS
    'Monthly and weekly children of messages, notifications, search_logs';
COMMENT ON SCHEMA analytics IS 'What people''s queries read';
COMMENT ON SCHEMA admin IS 'What the admin reader alone may read besides';
COMMENT ON SCHEMA rollup IS 'Daily facts, kept when their source rows are archived';
COMMENT ON SCHEMA etl IS 'Functions, caches and ledger of the ETL';
COMMENT ON SCHEMA geo IS 'Districts and pincodes of Uttar Pradesh';
COMMENT ON SCHEMA access IS 'Who may use the dashboard, and as what';

CREATE TYPE user_role AS ENUM ('CUSTOMER', 'PROVIDER', 'ADMIN');

CREATE TYPE booking_status AS ENUM (
    'PENDING', 'CONFIRMED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED', 'DISPUTED'
);

CREATE TYPE cancelled_by AS ENUM ('CUSTOMER', 'PROVIDER', 'ADMIN', 'SYSTEM');

CREATE TYPE payment_method AS ENUM ('CASH', 'UPI', 'CARD', 'WALLET', 'NET_BANKING');

CREATE TYPE payment_status AS ENUM (
    'PENDING', 'COMPLETED', 'FAILED', 'REFUNDED', 'PARTIALLY_REFUNDED'
);

CREATE TYPE message_type AS ENUM (
    'TEXT', 'IMAGE', 'DOCUMENT', 'VOICE', 'VIDEO', 'LOCATION', 'SYSTEM'
);

CREATE TYPE verification_status AS ENUM ('PENDING', 'APPROVED', 'REJECTED', 'EXPIRED');

CREATE TYPE notification_type AS ENUM (
    'BOOKING_NEW', 'BOOKING_CONFIRMED', 'BOOKING_CANCELLED', 'BOOKING_STARTED',
    'BOOKING_COMPLETED', 'PAYMENT_RECEIVED', 'REVIEW_NEW', 'REVIEW_RESPONSE', 'CHAT_NEW',
    'SYSTEM_ALERT'
);

CREATE FUNCTION etl.business_time_zone() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'Asia/Kolkata';

CREATE FUNCTION etl.business_day(moment timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (moment AT TIME ZONE etl.business_time_zone())::date;

CREATE FUNCTION etl.business_hour(moment timestamptz) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN extract(HOUR FROM moment AT TIME ZONE etl.business_time_zone())::integer;

CREATE FUNCTION etl.business_midnight(day date) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN day::timestamp AT TIME ZONE etl.business_time_zone();

-- Only a number can be out of range: text, a missing key or any other shape is the application's
-- business and passes. Arrays of places are checked place by place.
CREATE FUNCTION etl.coordinates_in_range(place jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN NOT place @?
    '$[*] ? (@.lat < -90 || @.lat > 90 || @.lng < -180 || @.lng > 180)'::jsonpath;

-- An UPDATE that sets updated_at itself keeps its value (see the WHEN of each trigger).
CREATE FUNCTION etl.touch_updated_at() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;
