-- An independent oracle: every object of `analytics` straight from the source tables, without rollups,
-- marks or checksums. It reads naive.search_logs, which holds the searches of all partitions, attached
-- or not, and naive.point_cells, what is known of points: see tests/oracle/naive.py.

-- The business day of a moment; none at infinity and beyond the calendar.
CREATE FUNCTION naive.business_day(moment timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE
RETURN CASE WHEN moment BETWEEN '0001-01-03 00:00+00' AND '9999-12-29 23:59:59.999999+00'
    THEN (moment AT TIME ZONE 'Asia/Kolkata')::date END;

-- Searches with their business day, district, map cell, term and category, as all views count them.
CREATE VIEW naive.located_searches AS
SELECT
    search.id,
    etl.business_day(search.created_at) AS day,
    extract(HOUR FROM search.created_at AT TIME ZONE etl.business_time_zone())::integer AS hour,
    COALESCE(cell.district, 'Unknown') AS district,
    cell.h3_cell,
    category.id AS category_id,
    kind.id AS sub_category_id,
    etl.search_term(search.query) AS term,
    search.user_id,
    search.session_id,
    search.results_count = 0 AS is_zero_result,
    search.clicked_provider_id IS NOT NULL AS is_clicked,
    CASE WHEN search.clicked_provider_id IS NOT NULL AND search.click_position >= 1
        THEN search.click_position END AS click_position,
    search.response_time,
    search.created_at,
    search.booked_at
FROM naive.search_logs AS search
-- OFFSET 0 keeps the JSON from being read once for each coordinate.
CROSS JOIN LATERAL (SELECT geo.json_point(search.location) AS point OFFSET 0) AS located
LEFT JOIN naive.point_cells AS cell
    ON cell.lat = ST_Y(located.point) AND cell.lng = ST_X(located.point)
LEFT JOIN public.categories AS category
    ON category.id = COALESCE(search.filters ->> 'categoryId', search.filters ->> 'category_id')
LEFT JOIN public.sub_categories AS kind
    ON kind.id = COALESCE(search.filters ->> 'subCategoryId', search.filters ->> 'sub_category_id')
    AND kind.category_id = category.id;

-- The service categories by which everything is filtered, with their names in three languages.
CREATE VIEW naive.categories AS
SELECT
    id AS category_id,
    name,
    name_translations ->> 'hi' AS name_hi,
    name_translations ->> 'ur' AS name_ur,
    slug,
    icon,
    is_active,
    sort_order
FROM public.categories;

-- The kinds of service within each category, with their names in three languages.
CREATE VIEW naive.sub_categories AS
SELECT
    id AS sub_category_id,
    category_id,
    name,
    name_translations ->> 'hi' AS name_hi,
    name_translations ->> 'ur' AS name_ur,
    slug,
    is_active,
    sort_order
FROM public.sub_categories;

-- Words as people would compare them.
CREATE FUNCTION naive.plain(words text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN lower(normalize(btrim(regexp_replace(
    translate(words, U&'\0001\001B\007F\200B\FEFF', ''), '\s+', ' ', 'g'
)), NFC));

-- The one sub-category in which a service of a provider counts: its only one; of several the one
-- that is called so, by its id, slug, a name, or a part of its description; else none.
CREATE FUNCTION naive.sub_category(provider text, service text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    own text[] := ARRAY(
        SELECT kind.id
        FROM public.provider_profiles AS profile
        JOIN public.sub_categories AS kind ON kind.category_id = profile.category_id
        WHERE profile.id = provider AND array_position(profile.sub_category_ids, kind.id) > 0
    );
BEGIN
    IF cardinality(own) > 1 THEN
        own := ARRAY(
            SELECT id
            FROM public.sub_categories
            WHERE id = ANY (own) AND (
                naive.plain(service) IN (
                    naive.plain(id), naive.plain(slug), naive.plain(name),
                    naive.plain(name_translations ->> 'en'),
                    naive.plain(name_translations ->> 'hi'),
                    naive.plain(name_translations ->> 'ur')
                )
                OR naive.plain(service) IN (
                    SELECT naive.plain(part)
                    FROM string_to_table(translate(description, E';\n،', ',,,'), ',') AS part
                )
            ) AND naive.plain(service) <> ''
        );
    END IF;
    RETURN CASE WHEN cardinality(own) = 1 THEN own[1] END;
END;
$$;

-- What admins review: every provider with its place, standing, reputation and its parts.
-- Names only: no phone, no email, no Aadhaar digits.
CREATE VIEW naive.provider_directory AS
SELECT
    provider.id AS provider_id,
    person.name,
    provider.business_name,
    provider.category_id,
    category.name AS category,
    place.district,
    provider.base_location ->> 'pincode' AS pincode,
    place.h3_cell,
    provider.profile_status::text AS profile_status,
    provider.is_active,
    provider.aadhaar_verified,
    provider.background_verified,
    provider.average_rating,
    provider.completed_jobs,
    provider.cancelled_jobs,
    provider.disputed_jobs,
    NULLIF(provider.response_time_seconds, 0) AS response_seconds,
    provider.acceptance_rate,
    provider.completion_rate,
    provider.reputation_score,
    parts.rating_score,
    parts.volume_score,
    parts.response_score,
    parts.verification_score,
    parts.reliability_score,
    parts.tenure_score,
    parts.trend_score,
    parts.rating_weight,
    parts.volume_weight,
    parts.response_weight,
    parts.verification_weight,
    parts.reliability_weight,
    parts.tenure_weight,
    parts.trend_weight,
    parts.base_score,
    parts.new_provider_penalty,
    parts.cancellation_penalty,
    parts.total AS current_score,
    parts.mode AS reputation_mode,
    naive.business_day(provider.created_at) AS joined_day,
    naive.business_day(provider.last_active_at) AS last_active_day,
    etl.service_area_shape(
        provider.service_areas, provider.service_area, geo.state_outline()
    ) AS service_area,
    ARRAY(
        SELECT kind.id
        FROM public.sub_categories AS kind
        WHERE kind.category_id = provider.category_id
            AND array_position(provider.sub_category_ids, kind.id) > 0
        ORDER BY kind.id COLLATE "C"
    ) AS sub_category_ids
FROM public.provider_profiles AS provider
JOIN public.users AS person ON person.id = provider.user_id
JOIN public.categories AS category ON category.id = provider.category_id
JOIN etl.provider_places AS place ON place.provider_id = provider.id
JOIN etl.reputation_parts AS parts ON parts.provider_id = provider.id;

-- The reviews that the public sees: published, not flagged. Words with contact details are hidden.
CREATE VIEW naive.provider_reviews AS
SELECT
    id AS review_id,
    provider_id,
    naive.business_day(created_at) AS day,
    created_at,
    overall_rating,
    quality_rating,
    punctuality_rating,
    professionalism_rating,
    value_rating,
    etl.hide_contact_details(comment) AS comment,
    etl.hide_contact_details(provider_response) AS provider_response,
    sentiment
FROM public.reviews
WHERE is_published AND NOT is_flagged AND naive.business_day(created_at) IS NOT NULL;

-- Active providers in one line each: the document's columns, each side aggregated before the join,
-- so that reviews never multiply bookings. Revenue is never summed across currencies: total_revenue
-- is NULL for a provider who earned in several, and revenue_by_currency holds them all.
CREATE VIEW naive.provider_stats_summary AS
WITH currency_totals AS (
    SELECT
        provider_id,
        currency,
        count(*) AS bookings,
        count(*) FILTER (WHERE status = 'COMPLETED') AS completed,
        COALESCE(sum(final_price) FILTER (WHERE status = 'COMPLETED'), 0) AS revenue
    FROM public.bookings
    WHERE naive.business_day(created_at) IS NOT NULL
    GROUP BY provider_id, currency
),
booking_totals AS (
    SELECT
        provider_id,
        sum(bookings)::bigint AS total_bookings,
        sum(completed)::bigint AS completed_bookings,
        CASE WHEN count(*) = 1 THEN min(currency) END AS currency,
        CASE WHEN count(*) = 1 THEN min(revenue) END AS total_revenue,
        jsonb_object_agg(currency, revenue) AS revenue_by_currency
    FROM currency_totals
    GROUP BY provider_id
),
review_totals AS (
    SELECT provider_id, count(*) AS review_count, avg(overall_rating) AS avg_review_rating
    FROM public.reviews
    WHERE naive.business_day(created_at) IS NOT NULL
    GROUP BY provider_id
)
SELECT
    provider.id AS provider_id,
    provider.user_id,
    person.name,
    category.name AS category,
    provider.average_rating,
    provider.reputation_score,
    provider.completed_jobs,
    COALESCE(booking.total_bookings, 0) AS total_bookings,
    COALESCE(booking.completed_bookings, 0) AS completed_bookings,
    COALESCE(review.review_count, 0) AS review_count,
    review.avg_review_rating::numeric(3, 2) AS avg_review_rating,
    CASE WHEN booking.provider_id IS NULL THEN 0 ELSE booking.total_revenue END AS total_revenue,
    booking.currency,
    COALESCE(booking.revenue_by_currency, '{}') AS revenue_by_currency
FROM public.provider_profiles AS provider
JOIN public.users AS person ON person.id = provider.user_id
JOIN public.categories AS category ON category.id = provider.category_id
LEFT JOIN booking_totals AS booking ON booking.provider_id = provider.id
LEFT JOIN review_totals AS review ON review.provider_id = provider.id
WHERE provider.is_active;

-- What happened to each provider on each day, by currency; days with activity only.
-- Requests and the time to respond count on the day of the request, other events on their own.
CREATE VIEW naive.provider_stats_daily AS
WITH disputes AS (
    SELECT booking_id, min(created_at) AS disputed_at
    FROM public.booking_status_history
    WHERE status = 'DISPUTED'
    GROUP BY booking_id
),
events AS (
    SELECT naive.business_day(booking.created_at) AS day, booking.provider_id,
        booking.service_type, booking.currency, 'requested' AS kind, NULL::numeric AS amount,
        NULL::numeric AS earnings,
        booking.provider_response_time AS quantity
    FROM public.bookings AS booking
    UNION ALL
    SELECT naive.business_day(moment.at), booking.provider_id, booking.service_type,
        booking.currency, moment.kind, NULL, NULL, NULL
    FROM public.bookings AS booking
    LEFT JOIN disputes AS dispute ON dispute.booking_id = booking.id
    CROSS JOIN LATERAL (VALUES
        ('confirmed', booking.confirmed_at),
        ('completed', booking.completed_at),
        ('cancelled', booking.cancelled_at),
        ('disputed', dispute.disputed_at)
    ) AS moment (kind, at)
    WHERE moment.at IS NOT NULL
    UNION ALL
    SELECT naive.business_day(payment.paid_at), booking.provider_id, booking.service_type,
        payment.currency, 'paid', payment.amount, payment.provider_earnings, NULL
    FROM public.payments AS payment
    JOIN public.bookings AS booking ON booking.id = payment.booking_id
    WHERE payment.paid_at IS NOT NULL
        AND payment.status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
    UNION ALL
    SELECT naive.business_day(review.created_at), review.provider_id, booking.service_type,
        booking.currency, 'reviewed', NULL, NULL, review.overall_rating
    FROM public.reviews AS review
    JOIN public.bookings AS booking ON booking.id = review.booking_id
    WHERE review.is_published AND NOT review.is_flagged
)
SELECT
    day,
    provider_id,
    naive.sub_category(provider_id, service_type) AS sub_category_id,
    currency,
    count(*) FILTER (WHERE kind = 'requested') AS requested,
    count(*) FILTER (WHERE kind = 'confirmed') AS confirmed,
    count(*) FILTER (WHERE kind = 'completed') AS completed,
    count(*) FILTER (WHERE kind = 'cancelled') AS cancelled,
    count(*) FILTER (WHERE kind = 'disputed') AS disputed,
    COALESCE(sum(amount) FILTER (WHERE kind = 'paid'), 0) AS gross_amount,
    COALESCE(sum(earnings) FILTER (WHERE kind = 'paid'), 0) AS provider_earnings,
    count(*) FILTER (WHERE kind = 'reviewed') AS reviews,
    COALESCE(sum(quantity) FILTER (WHERE kind = 'reviewed'), 0)::bigint AS rating_sum,
    COALESCE(sum(quantity) FILTER (WHERE kind = 'requested'), 0)::bigint AS response_seconds_sum,
    count(quantity) FILTER (WHERE kind = 'requested') AS response_count
FROM events
WHERE day IS NOT NULL
GROUP BY 1, 2, 3, 4;

-- What happened in each category on each day, by currency. A provider is active on a day with any
-- event of its own; a customer counts on a day with a request.
CREATE VIEW naive.category_stats_daily AS
WITH customers AS (
    SELECT
        naive.business_day(booking.created_at) AS day,
        place.category_id,
        booking.currency,
        count(DISTINCT booking.customer_id) AS customers
    FROM public.bookings AS booking
    JOIN etl.provider_places AS place ON place.provider_id = booking.provider_id
    GROUP BY 1, 2, 3
),
events AS (
    SELECT
        stats.day,
        place.category_id,
        stats.currency,
        sum(stats.requested)::bigint AS requested,
        sum(stats.confirmed)::bigint AS confirmed,
        sum(stats.completed)::bigint AS completed,
        sum(stats.cancelled)::bigint AS cancelled,
        sum(stats.disputed)::bigint AS disputed,
        sum(stats.gross_amount) AS gross_amount,
        sum(stats.provider_earnings) AS provider_earnings,
        sum(stats.reviews)::bigint AS reviews,
        sum(stats.rating_sum)::bigint AS rating_sum,
        sum(stats.response_seconds_sum)::bigint AS response_seconds_sum,
        sum(stats.response_count)::bigint AS response_count,
        count(DISTINCT stats.provider_id) AS active_providers
    FROM naive.provider_stats_daily AS stats
    JOIN etl.provider_places AS place ON place.provider_id = stats.provider_id
    GROUP BY stats.day, place.category_id, stats.currency
)
SELECT events.*, COALESCE(customers.customers, 0) AS customers
FROM events
LEFT JOIN customers USING (day, category_id, currency);

-- What happened in each sub-category on each day, by currency. A provider is active on a day with any
-- event of its own; a customer counts on a day with a request.
CREATE VIEW naive.sub_category_stats_daily AS
WITH customers AS (
    SELECT
        naive.business_day(booking.created_at) AS day,
        place.category_id,
        naive.sub_category(booking.provider_id, booking.service_type) AS sub_category_id,
        booking.currency,
        count(DISTINCT booking.customer_id) AS customers
    FROM public.bookings AS booking
    JOIN etl.provider_places AS place ON place.provider_id = booking.provider_id
    GROUP BY 1, 2, 3, 4
),
events AS (
    SELECT
        stats.day,
        place.category_id,
        stats.sub_category_id,
        stats.currency,
        sum(stats.requested)::bigint AS requested,
        sum(stats.confirmed)::bigint AS confirmed,
        sum(stats.completed)::bigint AS completed,
        sum(stats.cancelled)::bigint AS cancelled,
        sum(stats.disputed)::bigint AS disputed,
        sum(stats.gross_amount) AS gross_amount,
        sum(stats.provider_earnings) AS provider_earnings,
        sum(stats.reviews)::bigint AS reviews,
        sum(stats.rating_sum)::bigint AS rating_sum,
        sum(stats.response_seconds_sum)::bigint AS response_seconds_sum,
        sum(stats.response_count)::bigint AS response_count,
        count(DISTINCT stats.provider_id) AS active_providers
    FROM naive.provider_stats_daily AS stats
    JOIN etl.provider_places AS place ON place.provider_id = stats.provider_id
    GROUP BY stats.day, place.category_id, stats.sub_category_id, stats.currency
)
SELECT events.*, COALESCE(customers.customers, 0) AS customers
FROM events
LEFT JOIN customers
    ON customers.day = events.day AND customers.category_id = events.category_id
    AND customers.currency = events.currency
    AND customers.sub_category_id IS NOT DISTINCT FROM events.sub_category_id;

-- The funnel booking by booking, as its definition says it: each mark is a fact of its own, a later
-- stage implies those before it, and a payment is none of them before completion.
CREATE VIEW naive.booking_funnel_daily AS
WITH facts AS (
    SELECT
        booking.*,
        EXISTS (SELECT FROM public.reviews WHERE booking_id = booking.id) AS reviewed,
        EXISTS (
            SELECT FROM public.payments
            WHERE booking_id = booking.id AND paid_at IS NOT NULL
                AND status::text IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
        ) AS has_payment,
        status = 'DISPUTED' OR EXISTS (
            SELECT FROM public.booking_status_history AS history
            WHERE history.booking_id = booking.id AND history.status = 'DISPUTED'
        ) AS disputed
    FROM public.bookings AS booking
    WHERE naive.business_day(created_at) IS NOT NULL
),
completed AS (
    SELECT *, reviewed OR completed_at IS NOT NULL OR status = 'COMPLETED' AS completed
    FROM facts
),
started AS (
    SELECT *, completed OR started_at IS NOT NULL OR status = 'IN_PROGRESS' AS started
    FROM completed
),
confirmed AS (
    SELECT *, started OR confirmed_at IS NOT NULL OR status = 'CONFIRMED' AS confirmed
    FROM started
),
viewed AS (
    SELECT *,
        confirmed OR provider_viewed_at IS NOT NULL OR provider_response_time IS NOT NULL AS viewed,
        CASE WHEN naive.business_day(completed_at) IS NOT NULL AND completed_at >= created_at
            THEN extract(EPOCH FROM completed_at - created_at) END AS completion_seconds
    FROM confirmed
)
SELECT
    naive.business_day(booking.created_at) AS cohort_day,
    booking.currency,
    place.category_id,
    naive.sub_category(booking.provider_id, service_type) AS sub_category_id,
    place.district,
    count(*) AS requested,
    sum(viewed::integer) AS viewed,
    sum(confirmed::integer) AS confirmed,
    sum(started::integer) AS started,
    sum(completed::integer) AS completed,
    sum((completed AND (has_payment OR reviewed))::integer) AS paid,
    sum(reviewed::integer) AS reviewed,
    sum((status = 'CANCELLED')::integer) AS cancelled,
    sum((status = 'CANCELLED' AND cancelled_by IS NOT DISTINCT FROM 'CUSTOMER')::integer)
        AS cancelled_by_customer,
    sum((status = 'CANCELLED' AND cancelled_by IS NOT DISTINCT FROM 'PROVIDER')::integer)
        AS cancelled_by_provider,
    sum((status = 'CANCELLED' AND cancelled_by IS NOT DISTINCT FROM 'ADMIN')::integer)
        AS cancelled_by_admin,
    sum((status = 'CANCELLED' AND cancelled_by IS NOT DISTINCT FROM 'SYSTEM')::integer)
        AS cancelled_by_system,
    sum(disputed::integer) AS disputed,
    sum((status IN ('PENDING', 'CONFIRMED', 'IN_PROGRESS'))::integer) AS open,
    COALESCE(sum(provider_response_time), 0) AS response_seconds_sum,
    count(provider_response_time) AS response_count,
    COALESCE(sum(completion_seconds), 0) AS completion_seconds_sum,
    count(completion_seconds) AS completion_count,
    COALESCE(sum(quoted_price), 0) AS quoted_amount,
    COALESCE(sum(final_price), 0) AS final_amount,
    sum((has_payment AND NOT completed)::integer) AS prepaid
FROM viewed AS booking
JOIN etl.provider_places AS place ON place.provider_id = booking.provider_id
GROUP BY 1, 2, 3, 4, 5;

-- Money by the day on which it moved: paid_at, for refunds refunded_at, for failures created_at.
-- The platform fee is the stored amount, else amount x percent, rounded to the paisa.
CREATE VIEW naive.revenue_summary_daily AS
WITH movements AS (
    SELECT
        naive.business_day(paid_at) AS day, booking_id, currency, method,
        1 AS payments, amount AS gross_amount,
        COALESCE(platform_fee, round(amount * platform_fee_percent / 100, 2), 0) AS platform_fee,
        COALESCE(tax_amount, 0) AS tax_amount,
        COALESCE(provider_earnings, 0) AS provider_earnings,
        0 AS refunds, 0::numeric AS refund_amount, 0 AS failed_payments
    FROM public.payments
    WHERE paid_at IS NOT NULL AND status IN ('COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED')
    UNION ALL
    SELECT
        naive.business_day(refunded_at), booking_id, currency, method,
        0, 0, 0, 0, 0,
        1, COALESCE(refund_amount, CASE status WHEN 'REFUNDED' THEN amount ELSE 0 END), 0
    FROM public.payments
    WHERE refunded_at IS NOT NULL AND status IN ('REFUNDED', 'PARTIALLY_REFUNDED')
    UNION ALL
    SELECT
        naive.business_day(created_at), booking_id, currency, method,
        0, 0, 0, 0, 0,
        0, 0, 1
    FROM public.payments
    WHERE status = 'FAILED'
)
SELECT
    movement.day,
    movement.currency,
    movement.method::text AS method,
    place.category_id,
    naive.sub_category(booking.provider_id, booking.service_type) AS sub_category_id,
    place.district,
    sum(movement.payments)::bigint AS payments,
    sum(movement.gross_amount) AS gross_amount,
    sum(movement.platform_fee) AS platform_fee,
    sum(movement.tax_amount) AS tax_amount,
    sum(movement.provider_earnings) AS provider_earnings,
    sum(movement.refunds)::bigint AS refunds,
    sum(movement.refund_amount) AS refund_amount,
    sum(movement.gross_amount) - sum(movement.refund_amount) AS net_amount,
    sum(movement.failed_payments)::bigint AS failed_payments
FROM movements AS movement
JOIN public.bookings AS booking ON booking.id = movement.booking_id
JOIN etl.provider_places AS place ON place.provider_id = booking.provider_id
WHERE movement.day IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6;

-- Searches by day and district. Response times are counts per logarithmic bucket (1 %).
CREATE VIEW naive.search_stats_daily AS
WITH totals AS (
    SELECT
        day,
        district,
        count(*) AS searches,
        count(*) FILTER (WHERE is_zero_result) AS zero_results,
        count(*) FILTER (WHERE is_clicked) AS clicked,
        count(click_position) AS positioned_clicks,
        COALESCE(sum(click_position), 0)::bigint AS click_position_sum,
        COALESCE(sum(1.0 / click_position), 0) AS reciprocal_rank_sum
    FROM naive.located_searches
    GROUP BY day, district
),
bucket_counts AS (
    SELECT day, district, etl.response_bucket(response_time) AS bucket, count(*) AS searches
    FROM naive.located_searches
    WHERE response_time IS NOT NULL
    GROUP BY day, district, bucket
),
response_times AS (
    SELECT day, district, jsonb_object_agg(bucket, searches) AS response_buckets
    FROM bucket_counts
    GROUP BY day, district
)
SELECT totals.*, COALESCE(response_times.response_buckets, '{}') AS response_buckets
FROM totals
LEFT JOIN response_times USING (day, district);

-- Searches by day, in all districts.
CREATE VIEW naive.search_totals_daily AS
WITH totals AS (
    SELECT
        day,
        count(*) AS searches,
        count(*) FILTER (WHERE is_zero_result) AS zero_results,
        count(*) FILTER (WHERE is_clicked) AS clicked,
        count(click_position) AS positioned_clicks,
        COALESCE(sum(click_position), 0)::bigint AS click_position_sum,
        COALESCE(sum(1.0 / click_position), 0) AS reciprocal_rank_sum
    FROM naive.located_searches
    GROUP BY day
),
bucket_counts AS (
    SELECT day, etl.response_bucket(response_time) AS bucket, count(*) AS searches
    FROM naive.located_searches
    WHERE response_time IS NOT NULL
    GROUP BY day, bucket
),
response_times AS (
    SELECT day, jsonb_object_agg(bucket, searches) AS response_buckets
    FROM bucket_counts
    GROUP BY day
)
SELECT totals.*, COALESCE(response_times.response_buckets, '{}') AS response_buckets
FROM totals
LEFT JOIN response_times USING (day);

-- Searches by day, district and hour of the business day.
CREATE VIEW naive.search_hours_daily AS
SELECT
    day,
    district,
    hour,
    count(*) AS searches,
    count(*) FILTER (WHERE is_zero_result) AS zero_results,
    count(*) FILTER (WHERE is_clicked) AS clicked
FROM naive.located_searches
GROUP BY day, district, hour;

-- What people typed: searches by day and term, those of fewer than five people together.
CREATE VIEW naive.search_terms_daily AS
SELECT
    day,
    CASE WHEN customers < 5 THEN '(few people)' ELSE term END AS term,
    sum(searches)::bigint AS searches,
    sum(zero_results)::bigint AS zero_results,
    sum(clicked)::bigint AS clicked
FROM (
    SELECT
        day,
        term,
        count(*) AS searches,
        count(*) FILTER (WHERE is_zero_result) AS zero_results,
        count(*) FILTER (WHERE is_clicked) AS clicked,
        count(DISTINCT COALESCE(user_id, session_id)) AS customers
    FROM naive.located_searches
    GROUP BY day, term
) AS counted
GROUP BY 1, 2;

-- Where people searched, and for what category: searches by day, map cell, district of the search
-- point (a cell on a border has two; `Unknown` outside) and category, those of fewer than five
-- people (the user, else the session) together, without a cell.
CREATE VIEW naive.search_demand_daily AS
SELECT
    day,
    CASE WHEN customers >= 5 THEN h3_cell END AS h3_cell,
    district,
    category_id,
    sum(searches)::bigint AS searches,
    sum(zero_results)::bigint AS zero_results,
    sum(unclicked)::bigint AS unclicked
FROM (
    SELECT
        day,
        h3_cell,
        district,
        category_id,
        count(*) AS searches,
        count(*) FILTER (WHERE is_zero_result) AS zero_results,
        count(*) FILTER (WHERE NOT is_clicked) AS unclicked,
        count(DISTINCT COALESCE(user_id, session_id)) AS customers
    FROM naive.located_searches
    WHERE h3_cell IS NOT NULL
    GROUP BY day, h3_cell, district, category_id
) AS counted
GROUP BY 1, 2, 3, 4;

-- Who serves each map cell (H3 resolution 8): active, approved providers whose area covers it.
CREATE VIEW naive.coverage_cells AS
SELECT
    cell.h3_cell,
    provider.category_id,
    count(*) AS providers,
    count(*) FILTER (WHERE provider.aadhaar_verified) AS verified_providers,
    max(provider.reputation_score) AS best_reputation
FROM public.provider_profiles AS provider
JOIN etl.service_area_cells AS area ON area.provider_id = provider.id
CROSS JOIN LATERAL unnest(area.cells) AS cell (h3_cell)
WHERE provider.is_active AND provider.profile_status = 'APPROVED'
GROUP BY cell.h3_cell, provider.category_id;

-- Searches whose user booked the provider that was clicked within seven days, whatever became of
-- the booking; those of fewer than five people of a category together, without a category. A
-- category is split by the sub-categories of five people, unless the rest are one to four.
CREATE VIEW naive.search_bookings_daily AS
WITH kinds AS (
    SELECT
        day, district, category_id, sub_category_id,
        count(DISTINCT COALESCE(user_id, session_id)) >= 5 AND sub_category_id IS NOT NULL
            AS is_told
    FROM naive.located_searches
    GROUP BY day, district, category_id, sub_category_id
),
cells AS (
    SELECT
        search.day, search.district, search.category_id,
        count(DISTINCT COALESCE(user_id, session_id)) AS customers,
        count(DISTINCT COALESCE(user_id, session_id)) FILTER (WHERE NOT is_told) AS others
    FROM naive.located_searches AS search
    JOIN kinds
        ON kinds.day = search.day AND kinds.district = search.district
        AND kinds.category_id IS NOT DISTINCT FROM search.category_id
        AND kinds.sub_category_id IS NOT DISTINCT FROM search.sub_category_id
    GROUP BY search.day, search.district, search.category_id
),
searches AS (
    SELECT
        search.day,
        search.district,
        CASE WHEN cells.customers >= 5 THEN search.category_id END AS category_id,
        CASE WHEN cells.customers >= 5 AND kinds.is_told AND cells.others NOT BETWEEN 1 AND 4
            THEN search.sub_category_id END AS sub_category_id,
        search.user_id IS NOT NULL AND search.is_clicked AS is_attributable,
        extract(EPOCH FROM search.booked_at - search.created_at) AS delay
    FROM naive.located_searches AS search
    JOIN cells
        ON cells.day = search.day AND cells.district = search.district
        AND cells.category_id IS NOT DISTINCT FROM search.category_id
    JOIN kinds
        ON kinds.day = search.day AND kinds.district = search.district
        AND kinds.category_id IS NOT DISTINCT FROM search.category_id
        AND kinds.sub_category_id IS NOT DISTINCT FROM search.sub_category_id
),
bucket_counts AS (
    SELECT
        day, district, category_id, sub_category_id,
        etl.response_bucket(trunc(delay)::integer) AS bucket,
        count(*) AS booked
    FROM searches
    WHERE delay IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5
)
SELECT
    day,
    district,
    category_id,
    sub_category_id,
    count(*) AS searches,
    sum(is_attributable::integer) AS attributable,
    count(delay) AS booked,
    COALESCE(sum(delay), 0) AS delay_seconds_sum,
    COALESCE((
        SELECT jsonb_object_agg(bucket, bucket_counts.booked)
        FROM bucket_counts
        WHERE bucket_counts.day = searches.day AND bucket_counts.district = searches.district
            AND bucket_counts.category_id IS NOT DISTINCT FROM searches.category_id
            AND bucket_counts.sub_category_id IS NOT DISTINCT FROM searches.sub_category_id
    ), '{}') AS delay_buckets
FROM searches
GROUP BY day, district, category_id, sub_category_id;

-- The same in all places and kinds together.
CREATE VIEW naive.booking_totals_daily AS
SELECT cohort_day, currency,
    sum(requested)::bigint AS requested, sum(viewed)::bigint AS viewed,
    sum(confirmed)::bigint AS confirmed, sum(started)::bigint AS started,
    sum(completed)::bigint AS completed, sum(paid)::bigint AS paid,
    sum(reviewed)::bigint AS reviewed, sum(cancelled)::bigint AS cancelled,
    sum(cancelled_by_customer)::bigint AS cancelled_by_customer,
    sum(cancelled_by_provider)::bigint AS cancelled_by_provider,
    sum(cancelled_by_admin)::bigint AS cancelled_by_admin,
    sum(cancelled_by_system)::bigint AS cancelled_by_system, sum(disputed)::bigint AS disputed,
    sum(open)::bigint AS open, sum(response_seconds_sum)::bigint AS response_seconds_sum,
    sum(response_count)::bigint AS response_count,
    sum(completion_seconds_sum) AS completion_seconds_sum,
    sum(completion_count)::bigint AS completion_count, sum(quoted_amount) AS quoted_amount,
    sum(final_amount) AS final_amount, sum(prepaid)::bigint AS prepaid
FROM naive.booking_funnel_daily
GROUP BY cohort_day, currency;

CREATE VIEW naive.revenue_totals_daily AS
SELECT day, currency,
    sum(payments)::bigint AS payments, sum(gross_amount) AS gross_amount,
    sum(platform_fee) AS platform_fee, sum(tax_amount) AS tax_amount,
    sum(provider_earnings) AS provider_earnings, sum(refunds)::bigint AS refunds,
    sum(refund_amount) AS refund_amount, sum(net_amount) AS net_amount,
    sum(failed_payments)::bigint AS failed_payments
FROM naive.revenue_summary_daily
GROUP BY day, currency;

CREATE VIEW naive.activity_totals_daily AS
SELECT day, currency,
    sum(requested)::bigint AS requested, sum(confirmed)::bigint AS confirmed,
    sum(completed)::bigint AS completed, sum(cancelled)::bigint AS cancelled,
    sum(disputed)::bigint AS disputed, sum(gross_amount) AS gross_amount,
    sum(provider_earnings) AS provider_earnings, sum(reviews)::bigint AS reviews,
    sum(rating_sum)::bigint AS rating_sum,
    sum(response_seconds_sum)::bigint AS response_seconds_sum,
    sum(response_count)::bigint AS response_count
FROM naive.provider_stats_daily
GROUP BY day, currency;
