-- Bookings that ever reached each stage, by the business day on which they were requested, and by
-- the category and district that their provider belongs to now; sub_category_id is NULL for none.
CREATE TABLE rollup.booking_funnel (
    day date NOT NULL,
    currency text NOT NULL,
    category_id text NOT NULL,
    district text NOT NULL,
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
    sub_category_id text,
    CONSTRAINT booking_funnel_key UNIQUE NULLS NOT DISTINCT
        (day, currency, category_id, district, sub_category_id)
);

CREATE FUNCTION rollup.compute_booking_funnel(days date[]) RETURNS SETOF rollup.booking_funnel
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        cohort.day,
        cohort.currency,
        place.category_id,
        place.district,
        sum(cohort.requested)::bigint AS requested,
        sum(cohort.viewed)::bigint AS viewed,
        sum(cohort.confirmed)::bigint AS confirmed,
        sum(cohort.started)::bigint AS started,
        sum(cohort.completed)::bigint AS completed,
        sum(cohort.paid)::bigint AS paid,
        sum(cohort.reviewed)::bigint AS reviewed,
        sum(cohort.cancelled)::bigint AS cancelled,
        sum(cohort.cancelled_by_customer)::bigint AS cancelled_by_customer,
        sum(cohort.cancelled_by_provider)::bigint AS cancelled_by_provider,
        sum(cohort.cancelled_by_admin)::bigint AS cancelled_by_admin,
        sum(cohort.cancelled_by_system)::bigint AS cancelled_by_system,
        sum(cohort.disputed)::bigint AS disputed,
        sum(cohort.open)::bigint AS open,
        sum(cohort.response_seconds_sum)::bigint AS response_seconds_sum,
        sum(cohort.response_count)::bigint AS response_count,
        sum(cohort.completion_seconds_sum) AS completion_seconds_sum,
        sum(cohort.completion_count)::bigint AS completion_count,
        sum(cohort.quoted_amount) AS quoted_amount,
        sum(cohort.final_amount) AS final_amount,
        sum(cohort.prepaid)::bigint AS prepaid,
        cohort.sub_category_id
    FROM rollup.booking_cohorts AS cohort
    JOIN rollup.provider_places AS place ON place.provider_id = cohort.provider_id
    WHERE cohort.day = ANY (days)
    GROUP BY
        cohort.day, cohort.currency, place.category_id, place.district, cohort.sub_category_id;
END;
