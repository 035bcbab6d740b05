-- Bookings of each provider that ever reached each stage, by the day on which they were requested
-- and by sub-category, NULL for none.
CREATE TABLE rollup.booking_cohorts (
    day date NOT NULL,
    provider_id text NOT NULL,
    currency text NOT NULL,
    requested bigint NOT NULL,
    viewed bigint NOT NULL,
    confirmed bigint NOT NULL,
    started bigint NOT NULL,
    completed bigint NOT NULL,
    paid bigint NOT NULL,
    reviewed bigint NOT NULL,
    cancelled bigint NOT NULL,
    cancelled_by_customer bigint NOT NULL,
    cancelled_by_provider bigint NOT NULL,
    cancelled_by_admin bigint NOT NULL,
    cancelled_by_system bigint NOT NULL,
    disputed bigint NOT NULL,
    open bigint NOT NULL,
    response_seconds_sum bigint NOT NULL,
    response_count bigint NOT NULL,
    completion_seconds_sum numeric NOT NULL,
    completion_count bigint NOT NULL,
    quoted_amount numeric NOT NULL,
    final_amount numeric NOT NULL,
    completed_bookings bigint NOT NULL,
    completed_amount numeric NOT NULL,
    prepaid bigint NOT NULL,
    sub_category_id text,
    CONSTRAINT booking_cohorts_key UNIQUE NULLS NOT DISTINCT
        (day, provider_id, currency, sub_category_id)
);

COMMENT ON COLUMN rollup.booking_cohorts.completed_bookings IS
    'Whose status is COMPLETED now, unlike `completed`: which were ever completed.';
COMMENT ON COLUMN rollup.booking_cohorts.completed_amount IS 'The final prices of these.';

CREATE INDEX booking_cohorts_provider ON rollup.booking_cohorts (provider_id);

CREATE FUNCTION rollup.compute_booking_cohorts(days date[]) RETURNS SETOF rollup.booking_cohorts
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        day,
        provider_id,
        currency,
        count(*) AS requested,
        count(*) FILTER (WHERE stage >= 1) AS viewed,
        count(*) FILTER (WHERE stage >= 2) AS confirmed,
        count(*) FILTER (WHERE stage >= 3) AS started,
        count(*) FILTER (WHERE stage >= 4) AS completed,
        count(*) FILTER (WHERE stage >= 5) AS paid,
        count(*) FILTER (WHERE stage >= 6) AS reviewed,
        count(*) FILTER (WHERE status = 'CANCELLED') AS cancelled,
        count(*) FILTER (WHERE cancelled_by = 'CUSTOMER') AS cancelled_by_customer,
        count(*) FILTER (WHERE cancelled_by = 'PROVIDER') AS cancelled_by_provider,
        count(*) FILTER (WHERE cancelled_by = 'ADMIN') AS cancelled_by_admin,
        count(*) FILTER (WHERE cancelled_by = 'SYSTEM') AS cancelled_by_system,
        count(*) FILTER (WHERE is_disputed) AS disputed,
        count(*) FILTER (WHERE status IN ('PENDING', 'CONFIRMED', 'IN_PROGRESS')) AS open,
        COALESCE(sum(response_seconds), 0)::bigint AS response_seconds_sum,
        count(response_seconds) AS response_count,
        COALESCE(sum(completion_seconds), 0) AS completion_seconds_sum,
        count(completion_seconds) AS completion_count,
        COALESCE(sum(quoted_amount), 0) AS quoted_amount,
        COALESCE(sum(final_amount), 0) AS final_amount,
        count(*) FILTER (WHERE status = 'COMPLETED') AS completed_bookings,
        COALESCE(sum(final_amount) FILTER (WHERE status = 'COMPLETED'), 0) AS completed_amount,
        count(*) FILTER (WHERE is_prepaid) AS prepaid,
        sub_category_id
    FROM rollup.booking_rows
    WHERE day = ANY (days)
    GROUP BY day, provider_id, currency, sub_category_id;
END;
