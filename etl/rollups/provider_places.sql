-- Where each provider belongs in the published version: its category, district and map cell.
-- What is counted by category or district reads this, so that only a refresh moves a provider.
CREATE TABLE rollup.provider_places (
    provider_id text PRIMARY KEY,
    category_id text NOT NULL,
    district text NOT NULL,
    h3_cell text
);

-- The days on which anything of these providers counts.
CREATE FUNCTION rollup.days_of_providers(provider_ids text[]) RETURNS SETOF date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT day FROM rollup.provider_days WHERE provider_id = ANY (provider_ids)
    UNION
    SELECT day FROM rollup.revenue_days WHERE provider_id = ANY (provider_ids);
END;

-- The days on which anything counts of providers for which it matters what one of these
-- sub-categories is called: of those that have several.
CREATE FUNCTION rollup.days_of_sub_categories(sub_category_ids text[]) RETURNS SETOF date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT rollup.days_of_providers(ARRAY(
        SELECT provider_id
        FROM rollup.provider_sub_categories
        GROUP BY provider_id
        HAVING count(*) > 1 AND bool_or(sub_category_id = ANY (sub_category_ids))
    ));
END;
