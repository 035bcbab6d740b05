-- How each provider did in the period, and how it stands today: those whose name or id contains the
-- text, literally and in any case, of a standing, and active or not. A page of them, or all; of a
-- page beyond the last one the last. In the order of the sum of the columns `above`, through that
-- of those `below` where there are any; then of gross, the most first.
-- Bookings and reviews count in every currency, amounts in the chosen one only; other_currencies
-- are those in which there was gross besides. jobs_over_time holds one value per step of the
-- period, oldest first. namesakes are all that match and have the same name, where others do,
-- place where a row is among these (1 is the first), matching how many they are.
-- Params: start, end, currency, category and district text[] or NULL, text, standing or NULL,
--         is_active or NULL, above and below text[] (both may be empty) and sign (-1 for the most
--         first), page_number, page_rows or NULL (all), first_days of the steps date array
-- Grain:  one row per provider of the page; sub_categories, jobs_over_time, other_currencies may be
--         NULL
-- Reads:  analytics.provider_directory, analytics.provider_stats_daily, analytics.sub_categories
-- Right:  ROWS; REVIEW: reputation_score
WITH totals AS (
    SELECT
        provider_id,
        sum(requested)::bigint AS requested,
        sum(completed)::bigint AS jobs_completed,
        sum(cancelled)::bigint AS jobs_cancelled,
        sum(disputed)::bigint AS jobs_disputed,
        sum(gross_amount) FILTER (WHERE currency = CAST(:currency AS text)) AS gross_amount,
        sum(provider_earnings) FILTER (
            WHERE currency = CAST(:currency AS text)
        ) AS provider_earnings,
        sum(reviews)::bigint AS reviews,
        sum(rating_sum)::bigint AS rating_sum,
        sum(response_seconds_sum)::bigint AS response_seconds_sum,
        sum(response_count)::bigint AS response_count
    FROM analytics.provider_stats_daily
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    GROUP BY provider_id
),
matching AS MATERIALIZED (
    SELECT
        provider.provider_id,
        provider.name,
        regexp_replace(btrim(normalize(provider.name)), '\s+', ' ', 'g') AS seen_name,
        provider.category,
        provider.district,
        provider.sub_category_ids,
        provider.profile_status AS standing,
        provider.is_active,
        provider.aadhaar_verified,
        COALESCE(totals.requested, 0) AS requested,
        COALESCE(totals.jobs_completed, 0) AS jobs_completed,
        COALESCE(totals.jobs_cancelled, 0) AS jobs_cancelled,
        COALESCE(totals.jobs_disputed, 0) AS jobs_disputed,
        COALESCE(totals.gross_amount, 0) AS gross_amount,
        COALESCE(totals.provider_earnings, 0) AS provider_earnings,
        COALESCE(totals.reviews, 0) AS reviews,
        COALESCE(totals.rating_sum, 0) AS rating_sum,
        COALESCE(totals.response_seconds_sum, 0) AS response_seconds_sum,
        COALESCE(totals.response_count, 0) AS response_count,
        provider.reputation_score,
        totals.provider_id IS NOT NULL AS has_activity
    FROM analytics.provider_directory AS provider
    LEFT JOIN totals USING (provider_id)
    WHERE (
            CAST(:category AS text[]) IS NULL
            OR provider.category_id = ANY(CAST(:category AS text[]))
        )
        AND (
            CAST(:district AS text[]) IS NULL
            OR provider.district = ANY(CAST(:district AS text[]))
        )
        AND (CAST(:standing AS text) IS NULL OR provider.profile_status = CAST(:standing AS text))
        AND (
            CAST(:is_active AS boolean) IS NULL
            OR provider.is_active = CAST(:is_active AS boolean)
        )
        AND (
            CAST(:text AS text) = ''
            OR strpos(
                lower(
                    normalize(provider.name || E'\n' || provider.provider_id) COLLATE "und-x-icu"
                ),
                lower(normalize(CAST(:text AS text)) COLLATE "und-x-icu")
            ) > 0
        )
),
counted AS (
    SELECT count(*) AS matching FROM matching
),
page AS (
    SELECT matching.*, row_number() OVER (
        ORDER BY
            CAST(:sign AS integer) * sorted.weight NULLS LAST,
            gross_amount DESC, jobs_completed DESC, name, provider_id
    ) AS place
    FROM matching
    LEFT JOIN LATERAL (
        SELECT
            sum(value) FILTER (WHERE summed.name = ANY(CAST(:above AS text[])))
            / CASE CAST(:below AS text[])
                WHEN '{}' THEN 1
                ELSE NULLIF(sum(value) FILTER (WHERE summed.name = ANY(CAST(:below AS text[]))), 0)
            END AS weight
        FROM (
            VALUES
            ('requested', requested::numeric), ('jobs_completed', jobs_completed),
            ('jobs_cancelled', jobs_cancelled), ('jobs_disputed', jobs_disputed),
            ('gross_amount', gross_amount), ('provider_earnings', provider_earnings),
            ('reviews', reviews), ('rating_sum', rating_sum),
            ('response_seconds_sum', response_seconds_sum), ('response_count', response_count),
            ('reputation_score', reputation_score)
        ) AS summed (name, value)
    ) AS sorted ON CAST(:above AS text[]) <> '{}'
    ORDER BY place
    LIMIT CAST(:page_rows AS bigint)
    OFFSET (
        SELECT COALESCE(
            LEAST(
                CAST(:page_number AS bigint) - 1,
                GREATEST(counted.matching - 1, 0) / CAST(:page_rows AS bigint)
            ) * CAST(:page_rows AS bigint),
            0
        )
        FROM counted
    )
),
namesakes AS (
    SELECT
        seen_name,
        CASE WHEN count(*) > 1 THEN array_agg(provider_id ORDER BY provider_id) END AS namesakes
    FROM matching
    GROUP BY seen_name
),
elsewhere AS (
    SELECT
        page.provider_id,
        string_agg(DISTINCT stats.currency, ', ' ORDER BY stats.currency) AS other_currencies
    FROM page
    JOIN analytics.provider_stats_daily AS stats ON stats.provider_id = page.provider_id
    WHERE stats.day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND stats.currency <> CAST(:currency AS text) AND stats.gross_amount <> 0
    GROUP BY page.provider_id
),
steps AS (
    SELECT
        page.provider_id,
        width_bucket(stats.day, CAST(:first_days AS date[])) AS step,
        sum(stats.completed)::integer AS completed
    FROM page
    JOIN analytics.provider_stats_daily AS stats ON stats.provider_id = page.provider_id
    WHERE stats.day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    GROUP BY 1, 2
),
over_time AS (
    SELECT
        page.provider_id,
        array_agg(COALESCE(steps.completed, 0) ORDER BY step) AS jobs_over_time
    FROM page
    CROSS JOIN generate_series(1, cardinality(CAST(:first_days AS date[]))) AS step
    LEFT JOIN steps USING (provider_id, step)
    WHERE page.has_activity
    GROUP BY page.provider_id
)
SELECT
    page.provider_id,
    page.name,
    page.category,
    page.district,
    (
        SELECT string_agg(kind.name, ', ' ORDER BY kind.sort_order, kind.name, sub_category_id)
        FROM analytics.sub_categories AS kind
        WHERE kind.sub_category_id = ANY (page.sub_category_ids)
    ) AS sub_categories,
    page.standing,
    page.is_active,
    page.aadhaar_verified,
    page.requested,
    page.jobs_completed,
    page.jobs_cancelled,
    page.jobs_disputed,
    page.gross_amount,
    page.provider_earnings,
    page.reviews,
    page.rating_sum,
    page.response_seconds_sum,
    page.response_count,
    elsewhere.other_currencies,
    page.reputation_score,
    over_time.jobs_over_time,
    namesakes.namesakes,
    page.place,
    counted.matching
FROM page
CROSS JOIN counted
JOIN namesakes USING (seen_name)
LEFT JOIN elsewhere USING (provider_id)
LEFT JOIN over_time USING (provider_id)
ORDER BY page.place
