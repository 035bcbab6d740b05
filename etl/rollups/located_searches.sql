-- People type phone numbers and e-mail addresses where they should not; analytics holds no PII.
-- A phone number is ten digits of any script, however they are spaced; a comma ends it.
-- Looking for any digit first, and for an @, is quicker: few words have either.
-- Not STRICT, here and below: PostgreSQL would inline none of these functions.
CREATE FUNCTION etl.has_contact_details(words text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN words ~ '[\d०१२३४५६७८९۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩]' THEN
        translate(words, '०१२३४५६७८९۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩', repeat('0', 30))
        ~ '(\d[\s!-+.-/:-@\u2000-\u206F-]*){10}'
    ELSE false
END
OR CASE WHEN strpos(words, '@') > 0 THEN words ~ '[^\s@]\s*@\s*[^\s@]+\.[^\s@]' ELSE false END;

-- The search term as it is counted: lower case, NFC, single spaces, trimmed, up to 200 characters.
-- Plain words, ASCII without digits and @ between single spaces, are that already but for the case.
CREATE FUNCTION etl.search_term(query text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN query ~ '^[!-/:-?A-~]+( [!-/:-?A-~]+)*$'
        THEN left(lower(query COLLATE "C"), 200) COLLATE "default"
    WHEN etl.has_contact_details(query) THEN '(contact details)'
    ELSE left(
        btrim(regexp_replace(normalize(lower(query COLLATE "und-x-icu"), NFC), '\s+', ' ', 'g')),
        200
    ) COLLATE "default"
END;

-- Response times are counted in logarithmic buckets (1 % relative error, exactly mergeable):
-- bucket i holds ((1.01/0.99)^(i-1), (1.01/0.99)^i] milliseconds, bucket -1 everything below 1 ms.
CREATE FUNCTION etl.response_bucket(milliseconds integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN milliseconds < 1 THEN -1
    ELSE ceil(ln(milliseconds::double precision) / ln(1.01::double precision / 0.99))::integer
END;

CREATE FUNCTION analytics.bucket_milliseconds(bucket integer) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN CASE
    WHEN bucket < 0 THEN 0
    ELSE 2 * power(1.01::double precision / 0.99, bucket) / (1.01::double precision / 0.99 + 1)
END;

COMMENT ON FUNCTION analytics.bucket_milliseconds IS
    'The response time that stands for a bucket, at most 1 % from every value in it.';

-- Searches as all rollups count them. The category is what the filters say, whether it exists or
-- not; no id is longer than 200 characters.
CREATE VIEW etl.counted_searches AS
SELECT
    search.id,
    search.created_at,
    extract(HOUR FROM search.created_at AT TIME ZONE etl.business_time_zone())::integer AS hour,
    search.query,
    search.location,
    CASE WHEN length(filter.category) <= 200 THEN filter.category END AS category,
    search.user_id,
    search.session_id,
    search.results_count = 0 AS is_zero_result,
    search.clicked_provider_id IS NOT NULL AS is_clicked,
    CASE WHEN search.clicked_provider_id IS NOT NULL AND search.click_position >= 1
        THEN search.click_position END AS click_position,
    search.response_time
FROM public.search_logs AS search
CROSS JOIN LATERAL (
    SELECT COALESCE(search.filters ->> 'categoryId', search.filters ->> 'category_id') AS category
) AS filter;

-- The same with their district and map cell.
CREATE VIEW etl.located_searches AS
SELECT
    search.*,
    COALESCE(place.district, 'Unknown') AS district,
    place.h3_cell
FROM etl.counted_searches AS search
-- People search more than once from a place: it is looked up once for all of them.
LEFT JOIN LATERAL (
    SELECT cell.h3_cell, cell.district
    FROM etl.location_cells AS cell
    WHERE cell.location = search.location
    OFFSET 0
) AS place ON true;
