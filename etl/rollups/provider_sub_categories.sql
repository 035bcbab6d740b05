-- The sub-categories of each provider: of those that it lists, the ones of its own category.
-- What is counted by sub-category reads this, so that only a refresh changes what a booking is.
CREATE TABLE rollup.provider_sub_categories (
    provider_id text NOT NULL,
    sub_category_id text NOT NULL,
    CONSTRAINT provider_sub_categories_pkey PRIMARY KEY (provider_id, sub_category_id)
);

CREATE FUNCTION rollup.compute_provider_sub_categories(provider_ids text[])
RETURNS SETOF rollup.provider_sub_categories
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT provider.id AS provider_id, known.sub_category_id
    FROM public.provider_profiles AS provider
    JOIN rollup.sub_categories AS known
        ON known.category_id = provider.category_id
        AND known.sub_category_id = ANY (provider.sub_category_ids)
    WHERE provider.id = ANY (provider_ids);
END;

-- The one sub-category in which a service of a provider counts: the only one that the provider has,
-- or of several the only one that is called so; else none. One row, always.
CREATE FUNCTION rollup.sub_category_of(provider_id text, service text)
RETURNS TABLE (sub_category_id text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT CASE
        WHEN count(*) = 1 THEN min(own.sub_category_id)
        WHEN count(*) FILTER (WHERE own.is_called_so) = 1
            THEN min(own.sub_category_id) FILTER (WHERE own.is_called_so)
    END
    FROM (
        SELECT
            listed.sub_category_id,
            etl.folded(sub_category_of.service) = ANY (known.called) AS is_called_so
        FROM rollup.provider_sub_categories AS listed
        JOIN rollup.sub_categories AS known ON known.sub_category_id = listed.sub_category_id
        WHERE listed.provider_id = sub_category_of.provider_id
    ) AS own;
END;
