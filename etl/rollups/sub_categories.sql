-- The kinds of service within a category, with their names in three languages, and all that one may
-- be called: id, slug, names, and the services that its description lists.
CREATE TABLE rollup.sub_categories (
    sub_category_id text CONSTRAINT sub_categories_pkey PRIMARY KEY,
    category_id text,
    name text,
    name_hi text,
    name_ur text,
    slug text,
    is_active boolean,
    sort_order integer,
    called text[]
);

COMMENT ON COLUMN rollup.sub_categories.called IS 'Folded: see etl.folded.';

CREATE FUNCTION rollup.compute_sub_categories(units text[]) RETURNS SETOF rollup.sub_categories
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        id AS sub_category_id,
        category_id,
        name,
        name_translations ->> 'hi' AS name_hi,
        name_translations ->> 'ur' AS name_ur,
        slug,
        is_active,
        sort_order,
        ARRAY(
            SELECT DISTINCT etl.folded(given.words) COLLATE "C" AS words
            FROM unnest(
                ARRAY[id, slug, name]
                || ARRAY[
                    name_translations ->> 'en', name_translations ->> 'hi',
                    name_translations ->> 'ur'
                ]
                || regexp_split_to_array(description, '[,;\n\u060C]')
            ) AS given (words)
            WHERE etl.folded(given.words) <> ''
            ORDER BY words
        ) AS called
    FROM public.sub_categories
    WHERE 'all' = ANY (units);
END;
