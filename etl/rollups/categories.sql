-- The service categories by which everything is filtered, with their names in three languages.
CREATE TABLE rollup.categories (
    category_id text CONSTRAINT categories_pkey PRIMARY KEY,
    name text,
    name_hi text,
    name_ur text,
    slug text,
    icon text,
    is_active boolean,
    sort_order integer
);

CREATE FUNCTION rollup.compute_categories(units text[]) RETURNS SETOF rollup.categories
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        id AS category_id,
        name,
        name_translations ->> 'hi' AS name_hi,
        name_translations ->> 'ur' AS name_ur,
        slug,
        icon,
        is_active,
        sort_order
    FROM public.categories
    WHERE 'all' = ANY (units);
END;
