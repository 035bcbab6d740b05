-- Searches that became bookings, by day, district of the search point, category and sub-category.
-- Filters may name what is no category: these count as one, without a category. A sub-category is
-- one of the category that they name. Catalogs are those of the same data version. What few
-- customers searched for is shown together, by district, without a category: by itself it would
-- tell whether one of them booked. Sub-categories of few are shown with those that name none; where
-- all that is left in a category so is of few, it is shown by none, since subtracting would tell.
-- What is of few is decided once for each version, not whenever somebody asks.
CREATE TABLE rollup.shown_search_bookings (
    day date NOT NULL,
    district text NOT NULL,
    category_id text,
    searches bigint NOT NULL,
    attributable bigint NOT NULL,
    booked bigint NOT NULL,
    delay_seconds_sum numeric NOT NULL,
    delay_buckets jsonb NOT NULL,
    sub_category_id text,
    CONSTRAINT shown_search_bookings_key
        UNIQUE NULLS NOT DISTINCT (day, district, category_id, sub_category_id)
);

-- With the category and sub-category that they name, if there are such; of few customers, none.
CREATE VIEW etl.known_search_bookings AS
SELECT
    searched.day,
    searched.district,
    category.category_id,
    CASE
        WHEN kind.sub_category_id IS NULL THEN NULL
        -- So few searches are of few customers, whoever they are.
        WHEN searched.searches < (SELECT analytics.few_customers()) THEN NULL
        WHEN etl.are_few(ARRAY[searched.customers], (SELECT analytics.few_customers())) THEN NULL
        ELSE kind.sub_category_id
    END AS sub_category_id,
    searched.searches,
    searched.attributable,
    searched.booked,
    searched.delay_seconds_sum,
    searched.delay_buckets,
    searched.customers
FROM rollup.search_bookings AS searched
LEFT JOIN analytics.categories AS category ON category.category_id = searched.category
LEFT JOIN analytics.sub_categories AS kind
    ON kind.sub_category_id = searched.sub_category AND kind.category_id = category.category_id;

CREATE FUNCTION rollup.compute_shown_search_bookings(days date[])
RETURNS SETOF rollup.shown_search_bookings
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        told.day,
        told.district,
        told.category_id,
        sum(told.searches)::bigint AS searches,
        sum(told.attributable)::bigint AS attributable,
        sum(told.booked)::bigint AS booked,
        sum(told.delay_seconds_sum) AS delay_seconds_sum,
        CASE WHEN sum(told.booked) = 0 THEN '{}'
            ELSE analytics.merged_buckets(array_agg(told.delay_buckets)) END AS delay_buckets,
        told.sub_category_id
    FROM (
        SELECT
            day, district, searches, attributable, booked, delay_seconds_sum, delay_buckets,
            is_whole,
            CASE WHEN NOT bool_or(is_whole AND is_few) OVER in_category THEN category_id END
                AS category_id,
            CASE WHEN NOT bool_or(is_few) OVER in_category THEN sub_category_id END
                AS sub_category_id
        FROM (
            SELECT
                day, district, category_id, sub_category_id, false AS is_whole,
                sum(searches)::bigint AS searches,
                sum(attributable)::bigint AS attributable,
                sum(booked)::bigint AS booked,
                sum(delay_seconds_sum) AS delay_seconds_sum,
                CASE WHEN sum(booked) = 0 THEN '{}'
                    ELSE analytics.merged_buckets(array_agg(delay_buckets)) END AS delay_buckets,
                CASE
                    WHEN sub_category_id IS NOT NULL THEN false
                    WHEN sum(searches) < (SELECT analytics.few_customers()) THEN true
                    ELSE etl.are_few(array_agg(customers), (SELECT analytics.few_customers()))
                END AS is_few
            FROM etl.known_search_bookings
            WHERE day = ANY (days)
            GROUP BY day, district, category_id, sub_category_id
            UNION ALL
            -- What each category is as a whole, only to tell whether it is of few.
            SELECT
                day, district, category_id, NULL, true, 0, 0, 0, 0, '{}',
                CASE
                    WHEN sum(searches) < (SELECT analytics.few_customers()) THEN true
                    ELSE etl.are_few(array_agg(customers), (SELECT analytics.few_customers()))
                END
            FROM etl.known_search_bookings
            WHERE day = ANY (days) AND category_id IS NOT NULL
            GROUP BY day, district, category_id
        ) AS counted
        WINDOW in_category AS (PARTITION BY day, district, category_id)
    ) AS told
    WHERE NOT told.is_whole
    GROUP BY told.day, told.district, told.category_id, told.sub_category_id;
END;

CREATE VIEW analytics.search_bookings_daily AS
SELECT
    day, district, category_id, searches, attributable, booked, delay_seconds_sum, delay_buckets,
    sub_category_id
FROM rollup.shown_search_bookings;

COMMENT ON VIEW analytics.search_bookings_daily IS
    'Searches that became bookings within 7 days, by day, district, category and sub-category.';
