-- Searches that became bookings, by day, district of the search point and category. Filters may
-- name what is no category: these count as one, without a category. Categories are those of the
-- same data version. What few customers searched for is shown together, by district, without a
-- category: by itself it would tell whether one of them booked. Whether they are few is decided
-- once for each version, not whenever somebody asks.
CREATE TABLE rollup.shown_search_bookings (
    day date NOT NULL,
    district text NOT NULL,
    category_id text,
    searches bigint NOT NULL,
    attributable bigint NOT NULL,
    booked bigint NOT NULL,
    delay_seconds_sum numeric NOT NULL,
    delay_buckets jsonb NOT NULL,
    CONSTRAINT shown_search_bookings_key UNIQUE NULLS NOT DISTINCT (day, district, category_id)
);

CREATE FUNCTION rollup.compute_shown_search_bookings(days date[])
RETURNS SETOF rollup.shown_search_bookings
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        known.day,
        known.district,
        known.category_id,
        sum(known.searches)::bigint AS searches,
        sum(known.attributable)::bigint AS attributable,
        sum(known.booked)::bigint AS booked,
        sum(known.delay_seconds_sum) AS delay_seconds_sum,
        CASE WHEN sum(known.booked) = 0 THEN '{}'
            ELSE analytics.merged_buckets(array_agg(known.delay_buckets)) END AS delay_buckets
    FROM (
        SELECT
            day, district, searches, attributable, booked, delay_seconds_sum, delay_buckets,
            CASE
                -- So few searches are of few customers, whoever they are.
                WHEN searches < (SELECT analytics.few_customers()) THEN NULL
                WHEN etl.are_few(customers, (SELECT analytics.few_customers())) THEN NULL
                ELSE category_id
            END AS category_id
        FROM (
            SELECT
                searched.day,
                searched.district,
                category.category_id,
                sum(searched.searches)::bigint AS searches,
                sum(searched.attributable)::bigint AS attributable,
                sum(searched.booked)::bigint AS booked,
                sum(searched.delay_seconds_sum) AS delay_seconds_sum,
                CASE WHEN sum(searched.booked) = 0 THEN '{}'
                    ELSE analytics.merged_buckets(array_agg(searched.delay_buckets))
                END AS delay_buckets,
                array_agg(searched.customers) AS customers
            FROM rollup.search_bookings AS searched
            LEFT JOIN analytics.categories AS category ON category.category_id = searched.category
            WHERE searched.day = ANY (days)
            GROUP BY searched.day, searched.district, category.category_id
        ) AS summed
    ) AS known
    GROUP BY known.day, known.district, known.category_id;
END;

CREATE VIEW analytics.search_bookings_daily AS
SELECT
    day, district, category_id, searches, attributable, booked, delay_seconds_sum, delay_buckets
FROM rollup.shown_search_bookings;

COMMENT ON VIEW analytics.search_bookings_daily IS
    'Searches that became bookings within 7 days, by day, district and category.';
