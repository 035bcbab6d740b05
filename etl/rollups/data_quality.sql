-- Odd rows: what is possible, cannot be counted as it is, and is therefore counted apart and named.
-- What must never exist is refused by the tables. Every refresh finds them anew, through indexes or
-- in what is small already: no search and no booking is read that is not odd.

CREATE TABLE rollup.data_quality (
    finding text NOT NULL,
    relation text NOT NULL,
    detail text NOT NULL,
    rows bigint NOT NULL,
    example_id text NOT NULL,
    CONSTRAINT data_quality_pkey PRIMARY KEY (finding, relation, detail)
);

COMMENT ON COLUMN rollup.data_quality.detail IS 'The column, or the value that is odd.';

CREATE INDEX bookings_foreign_currency_idx ON public.bookings (currency, id)
    WHERE currency <> 'INR';
CREATE INDEX payments_foreign_currency_idx ON public.payments (currency, id)
    WHERE currency <> 'INR';
CREATE INDEX bookings_out_of_order_idx ON public.bookings (id)
    WHERE confirmed_at < created_at OR started_at < created_at OR completed_at < created_at
        OR cancelled_at < created_at;

-- The events before the first plausible moment, or not before the next day, infinite ones too. Of
-- accounts those of providers: nothing reads the age of others.
CREATE FUNCTION rollup.odd_moments(first_moment timestamptz, next_moment timestamptz)
RETURNS TABLE (relation text, field text, id text, at timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT moment.relation, moment.field, moment.id, moment.at
    FROM etl.booking_moments AS moment
    WHERE moment.at < first_moment OR moment.at >= next_moment
    UNION ALL
    SELECT 'search_logs', 'created_at', id, created_at FROM public.search_logs
    WHERE created_at < first_moment OR created_at >= next_moment
    UNION ALL
    SELECT 'provider_profiles', 'created_at', id, created_at FROM public.provider_profiles
    WHERE created_at < first_moment OR created_at >= next_moment
    UNION ALL
    SELECT 'provider_profiles', 'last_active_at', id, last_active_at FROM public.provider_profiles
    WHERE last_active_at < first_moment OR last_active_at >= next_moment
    UNION ALL
    SELECT 'users', 'created_at', account.id, account.created_at
    FROM public.users AS account
    JOIN public.provider_profiles AS provider ON provider.user_id = account.id
    WHERE account.created_at < first_moment OR account.created_at >= next_moment;
END;

-- Values that the application added to the lists of the schema, in the columns that are read. Rows
-- are read for such values alone.
CREATE FUNCTION rollup.unknown_values()
RETURNS TABLE (relation text, detail text, rows bigint, example_id text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH added AS (
        SELECT enumtypid AS type, enumlabel::text AS label
        FROM pg_enum
        WHERE enumtypid IN (
            'public.booking_status'::regtype, 'public.cancelled_by'::regtype,
            'public.payment_status'::regtype, 'public.payment_method'::regtype,
            'public.verification_status'::regtype
        )
        AND enumlabel <> ALL (ARRAY[
            'PENDING', 'CONFIRMED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED', 'DISPUTED',
            'CUSTOMER', 'PROVIDER', 'ADMIN', 'SYSTEM',
            'FAILED', 'REFUNDED', 'PARTIALLY_REFUNDED',
            'CASH', 'UPI', 'CARD', 'WALLET', 'NET_BANKING',
            'APPROVED', 'REJECTED', 'EXPIRED'
        ])
    )
    SELECT found.relation, concat(found.field, ' ', added.label), found.rows, found.example_id
    FROM added
    CROSS JOIN LATERAL (
        SELECT 'bookings', 'status', count(*), min(id) FROM public.bookings
        WHERE added.type = 'public.booking_status'::regtype AND status::text = added.label
        UNION ALL
        SELECT 'bookings', 'cancelled_by', count(*), min(id) FROM public.bookings
        WHERE added.type = 'public.cancelled_by'::regtype AND cancelled_by::text = added.label
        UNION ALL
        SELECT 'payments', 'status', count(*), min(id) FROM public.payments
        WHERE added.type = 'public.payment_status'::regtype AND status::text = added.label
        UNION ALL
        SELECT 'payments', 'method', count(*), min(id) FROM public.payments
        WHERE added.type = 'public.payment_method'::regtype AND method::text = added.label
        UNION ALL
        SELECT 'provider_profiles', 'profile_status', count(*), min(id)
        FROM public.provider_profiles
        WHERE added.type = 'public.verification_status'::regtype
            AND profile_status::text = added.label
        OFFSET 0
    ) AS found (relation, field, rows, example_id)
    WHERE found.rows > 0;
END;

-- Providers with a service area of which nothing could be laid on the map.
CREATE FUNCTION rollup.ignored_service_areas() RETURNS TABLE (provider_id text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT served.provider_id
    FROM etl.service_area_cells AS served
    JOIN public.provider_profiles AS provider ON provider.id = served.provider_id
    WHERE served.blocks = '{}' AND (
        provider.service_area IS NOT NULL
        OR COALESCE(provider.service_areas, 'null') NOT IN ('null', '[]', '{}')
    );
END;

-- Providers that list a sub-category which there is not, or which is of another category.
CREATE FUNCTION rollup.listing_others() RETURNS TABLE (provider_id text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT provider.id
    FROM public.provider_profiles AS provider
    WHERE EXISTS (
        SELECT FROM unnest(provider.sub_category_ids) AS listed (sub_category_id)
        WHERE NOT EXISTS (
            SELECT FROM rollup.sub_categories AS known
            WHERE known.sub_category_id = listed.sub_category_id
                AND known.category_id = provider.category_id
        )
    );
END;

-- All findings as of a moment; places and service areas as they are in the same version.
CREATE FUNCTION rollup.odd_rows(as_of timestamptz)
RETURNS TABLE (finding text, relation text, detail text, rows bigint, example_id text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        CASE
            WHEN odd.relation = 'users' AND NOT isfinite(odd.at) THEN 'unknown_age'
            WHEN NOT rollup.has_day(odd.at) THEN 'no_day'
            WHEN odd.at > as_of THEN 'after_today'
            ELSE 'before_first_day'
        END AS finding,
        odd.relation, odd.field, count(*), min(odd.id)
    FROM rollup.odd_moments(
        etl.business_midnight(analytics.first_plausible_day()),
        etl.business_midnight(etl.business_day(as_of) + 1)
    ) AS odd
    GROUP BY finding, odd.relation, odd.field
    UNION ALL
    SELECT 'unknown_value', relation, detail, rows, example_id FROM rollup.unknown_values()
    UNION ALL
    SELECT 'foreign_currency', 'bookings', currency, count(*), min(id)
    FROM public.bookings WHERE currency <> 'INR' GROUP BY currency
    UNION ALL
    SELECT 'foreign_currency', 'payments', currency, count(*), min(id)
    FROM public.payments WHERE currency <> 'INR' GROUP BY currency
    UNION ALL
    SELECT 'out_of_order', 'bookings', 'created_at', count(*), min(id)
    FROM public.bookings
    WHERE confirmed_at < created_at OR started_at < created_at OR completed_at < created_at
        OR cancelled_at < created_at
    HAVING count(*) > 0
    UNION ALL
    SELECT 'no_district', 'provider_profiles', 'location_point', count(*), min(provider_id)
    FROM rollup.provider_places WHERE district = 'Unknown'
    HAVING count(*) > 0
    UNION ALL
    SELECT 'ignored_area', 'provider_profiles', 'service_areas', count(*), min(provider_id)
    FROM rollup.ignored_service_areas()
    HAVING count(*) > 0
    UNION ALL
    SELECT 'cut_area', 'provider_profiles', 'service_areas', count(*), min(provider_id)
    FROM etl.service_area_cells
    WHERE cut IS NOT NULL AND blocks <> '{}'
    HAVING count(*) > 0
    UNION ALL
    SELECT 'ignored_kind', 'provider_profiles', 'sub_category_ids', count(*), min(provider_id)
    FROM rollup.listing_others()
    HAVING count(*) > 0
    UNION ALL
    SELECT 'counter', relation, counter, count(*), min(id)
    FROM etl.counters_that_disagree()
    WHERE relation = 'provider_profiles'
    GROUP BY relation, counter;
END;

-- The moment as of which a version is made; who compares one with what is recomputed sets another.
CREATE FUNCTION rollup.as_of() RETURNS timestamptz
LANGUAGE sql STABLE
RETURN COALESCE(
    NULLIF(current_setting('localpro.as_of', true), '')::timestamptz, transaction_timestamp()
);

CREATE FUNCTION rollup.compute_data_quality(units text[]) RETURNS SETOF rollup.data_quality
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT found.finding, found.relation, found.detail, found.rows, found.example_id
    FROM rollup.odd_rows(rollup.as_of()) AS found
    WHERE 'all' = ANY (units);
END;
