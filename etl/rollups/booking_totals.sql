-- Bookings by the day of their request in all categories and districts together, which is what is
-- asked most: rollup.booking_funnel summed up. A year is then as many rows, one for each currency.
CREATE TABLE rollup.booking_totals (
    day date NOT NULL,
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
    prepaid bigint NOT NULL,
    CONSTRAINT booking_totals_pkey PRIMARY KEY (day, currency)
);

CREATE FUNCTION rollup.compute_booking_totals(days date[]) RETURNS SETOF rollup.booking_totals
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        day,
        currency,
        sum(requested)::bigint AS requested,
        sum(viewed)::bigint AS viewed,
        sum(confirmed)::bigint AS confirmed,
        sum(started)::bigint AS started,
        sum(completed)::bigint AS completed,
        sum(paid)::bigint AS paid,
        sum(reviewed)::bigint AS reviewed,
        sum(cancelled)::bigint AS cancelled,
        sum(cancelled_by_customer)::bigint AS cancelled_by_customer,
        sum(cancelled_by_provider)::bigint AS cancelled_by_provider,
        sum(cancelled_by_admin)::bigint AS cancelled_by_admin,
        sum(cancelled_by_system)::bigint AS cancelled_by_system,
        sum(disputed)::bigint AS disputed,
        sum(open)::bigint AS open,
        sum(response_seconds_sum)::bigint AS response_seconds_sum,
        sum(response_count)::bigint AS response_count,
        sum(completion_seconds_sum) AS completion_seconds_sum,
        sum(completion_count)::bigint AS completion_count,
        sum(quoted_amount) AS quoted_amount,
        sum(final_amount) AS final_amount,
        sum(prepaid)::bigint AS prepaid
    FROM rollup.booking_funnel
    WHERE day = ANY (days)
    GROUP BY day, currency;
END;
