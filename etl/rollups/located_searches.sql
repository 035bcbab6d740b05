-- Letters that nobody sees. The joiners U+200C and U+200D stay: Hindi and Urdu are written with
-- them.
CREATE FUNCTION etl.unseen_letters() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '[\u0001-\u0008\u000E-\u001B\u007F-\u0084\u0086-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4'
    '\u17B5\u180B-\u180F\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0'
    '\U000E0000-\U000E0FFF]';

-- What is written on the letter before it: accents, vowel signs, joiners.
CREATE FUNCTION etl.marks_on_letters() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '[\u0300-\u036F\u0610-\u061A\u064B-\u065F\u0670\u0900-\u0903\u093A-\u093C\u093E-\u094F'
    '\u0951-\u0957'
    '\u0962\u0963\u200C\u200D\u20D0-\u20F0]';

-- Up to 200 characters, none of which has lost what is written on it.
CREATE FUNCTION etl.cut_term(term text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN length(term) <= 200 THEN term
    WHEN substr(term, 201, 1) ~ etl.marks_on_letters() THEN rtrim(regexp_replace(
        left(term, 200), '.(' || etl.marks_on_letters() || ')*$', ''
    ))
    ELSE rtrim(left(term, 200))
END;

-- Words as they are compared: lower case, NFC, without what nobody sees, single spaces, trimmed.
-- Of ASCII between single spaces only the case may differ from that.
CREATE FUNCTION etl.folded(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN words ~ '^[!-~]+( [!-~]+)*$' THEN lower(words COLLATE "C") COLLATE "default"
    ELSE btrim(regexp_replace(
        normalize(
            lower(regexp_replace(words, etl.unseen_letters(), '', 'g') COLLATE "und-x-icu"), NFC
        ) COLLATE "C",
        '[\u0009-\u000D\u001C-\u0020\u0085\u00A0\u1680'
            '\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+',
        ' ', 'g'
    )) COLLATE "default"
END;

-- The search term as it is counted: folded, up to 200 characters. queries.search.as_term does the
-- same.
-- Plain words, ASCII without digits and @ between single spaces, are that already but for the case.
CREATE FUNCTION etl.search_term(query text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN query ~ '^[!-/:-?A-~]+( [!-/:-?A-~]+)*$'
        AND query !~* '//|www\.|\.me/|[^a-z](?:dot|at)[^a-z]'
        THEN rtrim(left(lower(query COLLATE "C"), 200)) COLLATE "default"
    WHEN etl.has_contact_details(query) THEN '(contact details)'
    ELSE etl.cut_term(etl.folded(query)) COLLATE "default"
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

CREATE FUNCTION analytics.merged_buckets(buckets jsonb[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT COALESCE(jsonb_object_agg(merged.bucket, merged.counted), '{}')
    FROM (
        SELECT each.key AS bucket, sum(each.value::bigint)::bigint AS counted
        FROM unnest(buckets) AS several
        CROSS JOIN LATERAL jsonb_each_text(several) AS each
        GROUP BY each.key
    ) AS merged
);

COMMENT ON FUNCTION analytics.merged_buckets IS
    'Counts by bucket, added up.';

-- How many distinct things a sketch has seen. Beyond 2.5 things per register hll_cardinality gives
-- HyperLogLog's plain estimate, which is too high at first (by 3 % at 2.5, 0.1 % at 4): among m
-- registers that n things filled, t = n/m, the estimate r = n'/m obeys a/r = a/t - exp(-2t) very
-- nearly, with a = 0.7213. One step of Newton's method from r finds t.
CREATE FUNCTION analytics.distinct_count(sketch hll) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (
    SELECT round(CASE
        WHEN r < 2.5 THEN m * r
        ELSE m * (r - exp(-2 * r) / (0.7213 / r ^ 2 - 2 * exp(-2 * r)))
    END)
    FROM (SELECT 2 ^ hll_log2m(sketch)::double precision AS m) AS registers
    CROSS JOIN LATERAL (SELECT hll_cardinality(sketch) / m AS r OFFSET 0) AS estimate
);

COMMENT ON FUNCTION analytics.distinct_count IS
    'The distinct users or sessions of a sketch: exact up to 2,560, else within 2 %.';

-- The category that a search's filters name, whether it exists or not; no id is longer than 200
-- characters.
CREATE FUNCTION etl.searched_category(filters jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN length(COALESCE(filters ->> 'categoryId', filters ->> 'category_id')) <= 200
        THEN COALESCE(filters ->> 'categoryId', filters ->> 'category_id')
END;

-- The sub-category that they name, likewise.
CREATE FUNCTION etl.searched_sub_category(filters jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN length(COALESCE(filters ->> 'subCategoryId', filters ->> 'sub_category_id')) <= 200
        THEN COALESCE(filters ->> 'subCategoryId', filters ->> 'sub_category_id')
END;

-- Searches as all rollups count them.
CREATE VIEW etl.counted_searches AS
SELECT
    search.id,
    search.created_at,
    etl.business_hour(search.created_at) AS hour,
    search.query,
    search.location,
    etl.searched_category(search.filters) AS category,
    search.user_id,
    search.session_id,
    search.results_count = 0 AS is_zero_result,
    search.clicked_provider_id IS NOT NULL AS is_clicked,
    CASE WHEN search.clicked_provider_id IS NOT NULL AND search.click_position >= 1
        THEN search.click_position END AS click_position,
    search.response_time,
    search.clicked_provider_id,
    etl.searched_sub_category(search.filters) AS sub_category
FROM public.search_logs AS search;

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
