-- Does a search become a booking? Searches by day, district of the search point (`Unknown`
-- outside), category and sub-category as the filters name them, which need not exist. Attributable
-- are those whose user is known and clicked a provider; booked are those of them whose user
-- requested a booking of that provider, whatever became of it, less than 7 days after the search.
-- Several searches before one booking each count, of several bookings after a search the first.
-- `customers` is a sketch of the people who searched, as in search_demand.
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
    sub_category text,
    CONSTRAINT search_bookings_key UNIQUE NULLS NOT DISTINCT
        (day, district, category, sub_category)
);

COMMENT ON COLUMN rollup.search_bookings.delay_seconds_sum IS
    'From the search to the request, of those that were booked.';
COMMENT ON COLUMN rollup.search_bookings.delay_buckets IS
    'How many of these took how long, in buckets of etl.response_bucket, of seconds.';

-- How long after a search a request still counts as its doing. In hours: days may differ in length.
CREATE FUNCTION rollup.attribution_window() RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN interval '168 hours';

CREATE FUNCTION rollup.compute_search_bookings(days date[]) RETURNS SETOF rollup.search_bookings
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH searches AS MATERIALIZED (
        SELECT
            search.id, search.day, search.district, search.category, search.sub_category,
            search.created_at, search.user_id, search.session_id, search.clicked_provider_id
        FROM rollup.searches_of(days) AS search
    ),
    -- Few beside the searches: they are hashed, and searches go through them.
    requests AS MATERIALIZED (
        SELECT customer.user_id, booking.provider_id, booking.created_at
        FROM public.bookings AS booking
        JOIN public.customer_profiles AS customer ON customer.id = booking.customer_id
        WHERE booking.created_at >= rollup.start_of(days)
            AND booking.created_at < rollup.end_of(days) + rollup.attribution_window()
    ),
    delays AS (
        SELECT
            search.day,
            search.district,
            search.category,
            search.sub_category,
            extract(EPOCH FROM min(request.created_at) - search.created_at) AS seconds
        FROM searches AS search
        JOIN requests AS request
            ON request.user_id = search.user_id
            AND request.provider_id = search.clicked_provider_id
            AND request.created_at >= search.created_at
            AND request.created_at < search.created_at + rollup.attribution_window()
        GROUP BY
            search.id, search.created_at, search.day, search.district, search.category,
            search.sub_category
    ),
    buckets AS (
        SELECT
            day,
            district,
            category,
            sub_category,
            etl.response_bucket(floor(seconds)::integer) AS bucket,
            count(*) AS booked,
            sum(seconds) AS seconds
        FROM delays
        GROUP BY day, district, category, sub_category, bucket
    ),
    outcomes AS (
        SELECT
            day,
            district,
            category,
            sub_category,
            sum(booked)::bigint AS booked,
            sum(seconds) AS seconds,
            jsonb_object_agg(bucket, booked) AS buckets
        FROM buckets
        GROUP BY day, district, category, sub_category
    ),
    totals AS (
        SELECT
            search.day,
            search.district,
            search.category,
            search.sub_category,
            count(*) AS searches,
            count(*) FILTER (
                WHERE search.user_id IS NOT NULL AND search.clicked_provider_id IS NOT NULL
            ) AS attributable,
            -- Few groups of many customers: what etl.term_sketch gives, in a third of the time.
            hll_add_agg(etl.customer_hash(
                COALESCE(search.user_id, search.session_id), (SELECT key FROM etl.customer_key)
            ), 11) AS customers
        FROM searches AS search
        GROUP BY search.day, search.district, search.category, search.sub_category
    )
    SELECT
        total.day,
        total.district,
        total.category,
        total.searches,
        total.attributable,
        COALESCE(outcome.booked, 0) AS booked,
        COALESCE(outcome.seconds, 0) AS delay_seconds_sum,
        COALESCE(outcome.buckets, '{}') AS delay_buckets,
        total.customers,
        total.sub_category
    FROM totals AS total
    LEFT JOIN outcomes AS outcome
        ON outcome.day = total.day
        AND outcome.district = total.district
        AND outcome.category IS NOT DISTINCT FROM total.category
        AND outcome.sub_category IS NOT DISTINCT FROM total.sub_category;
END;
