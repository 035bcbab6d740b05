-- Searches from places for some sub-categories, as the functions of place_demand.sql tell them of
-- categories: sums by district hold whoever searched, map cells of few customers are together.

-- Searches of these days that name one of these sub-categories, each with the providers that offer
-- it there now. Whatever the planner believes of tables that just grew, what is joined is hashed.
CREATE FUNCTION rollup.demand_of_sub_categories(
    first_day date, last_day date, chosen text[], chosen_categories text[],
    chosen_districts text[]
)
RETURNS TABLE (
    day date, h3_cell text, district text, category_id text, sub_category_id text,
    searches bigint, customers hll, covering_providers bigint
)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan
SET enable_nestloop = off AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH kind AS MATERIALIZED (
        SELECT known.sub_category_id, known.category_id
        FROM rollup.sub_categories AS known
        JOIN rollup.categories AS category ON category.category_id = known.category_id
        WHERE known.sub_category_id = ANY (chosen)
            AND (chosen_categories IS NULL OR known.category_id = ANY (chosen_categories))
    ),
    covered AS MATERIALIZED (
        SELECT kind.sub_category_id, covered.h3_cell, covered.providers
        FROM kind
        CROSS JOIN LATERAL
            analytics.coverage_of_sub_categories(ARRAY[kind.sub_category_id]) AS covered
    )
    SELECT
        searched.day,
        searched.h3_cell,
        searched.district,
        kind.category_id,
        kind.sub_category_id,
        searched.searches,
        searched.customers,
        COALESCE(covered.providers, 0)
    FROM rollup.sub_category_demand AS searched
    JOIN kind
        ON kind.sub_category_id = searched.sub_category AND kind.category_id = searched.category
    LEFT JOIN covered
        ON covered.sub_category_id = searched.sub_category AND covered.h3_cell = searched.h3_cell
    WHERE searched.sub_category = ANY (chosen)
        AND searched.day BETWEEN first_day AND last_day
        AND (chosen_districts IS NULL OR searched.district = ANY (chosen_districts));
END;
$$;

-- Whether searches that count together are of few customers: mostly neither their number nor the
-- customers of one day and place leave a doubt.
CREATE FUNCTION rollup.are_of_few(searches numeric, most double precision, customers hll[])
RETURNS boolean
LANGUAGE sql STABLE
RETURN CASE
    WHEN searches < analytics.few_customers() THEN true
    WHEN most >= analytics.few_customers() THEN false
    ELSE etl.are_few(customers, analytics.few_customers())
END;

CREATE FUNCTION rollup.cells_of_sub_categories(
    first_day date, last_day date, chosen text[], chosen_categories text[],
    chosen_districts text[], finest integer, most_cells integer
)
RETURNS TABLE (
    h3_cell text, searches bigint, unmet_searches bigint, covering_providers bigint, is_few boolean
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH demand AS MATERIALIZED (
        SELECT *
        FROM rollup.demand_of_sub_categories(
            first_day, last_day, chosen, chosen_categories, chosen_districts
        )
    ),
    fitting AS (
        SELECT COALESCE(max(level) FILTER (WHERE parents <= most_cells), min(level)) AS resolution
        FROM generate_series(4, finest) AS level
        CROSS JOIN LATERAL (
            SELECT count(DISTINCT geo.h3_parent(each.h3_cell, level)) AS parents
            FROM demand AS each
        ) AS counted
    ),
    together AS (
        SELECT
            geo.h3_parent(demand.h3_cell, fitting.resolution) AS parent,
            sum(demand.searches) AS searches,
            COALESCE(sum(demand.searches) FILTER (WHERE demand.covering_providers = 0), 0)
                AS unmet_searches,
            max(demand.covering_providers) AS covering_providers,
            rollup.are_of_few(
                sum(demand.searches), max(hll_cardinality(demand.customers)),
                array_agg(demand.customers)
            ) AS is_few
        FROM demand
        CROSS JOIN fitting
        GROUP BY
            parent,
            rollup.told_apart(chosen, chosen_districts, demand.sub_category_id, demand.district)
    )
    SELECT
        CASE WHEN NOT together.is_few THEN together.parent END,
        sum(together.searches)::bigint,
        sum(together.unmet_searches)::bigint,
        max(together.covering_providers) FILTER (WHERE NOT together.is_few),
        together.is_few
    FROM together
    GROUP BY 1, together.is_few;
END;

CREATE FUNCTION rollup.gaps_of_sub_categories(
    first_day date, last_day date, chosen text[], chosen_categories text[],
    chosen_districts text[]
)
RETURNS TABLE (
    h3_cell text, district text, category_id text, searches bigint, covering_providers bigint,
    sub_category_id text
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        demand.h3_cell,
        string_agg(DISTINCT demand.district, ', ' ORDER BY demand.district),
        demand.category_id,
        sum(demand.searches)::bigint,
        demand.covering_providers,
        demand.sub_category_id
    FROM rollup.demand_of_sub_categories(
        first_day, last_day, chosen, chosen_categories, chosen_districts
    ) AS demand
    WHERE demand.covering_providers <= analytics.thin_coverage()
    GROUP BY
        demand.h3_cell, demand.category_id, demand.sub_category_id, demand.covering_providers,
        rollup.told_apart(NULL, chosen_districts, NULL, demand.district)
    HAVING NOT rollup.are_of_few(
        sum(demand.searches), max(hll_cardinality(demand.customers)),
        array_agg(demand.customers)
    );
END;
