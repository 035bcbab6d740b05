-- Who serves each map cell (H3 resolution 8): active, approved providers whose area covers it.
CREATE VIEW analytics.coverage_cells AS
SELECT h3_cell, category_id, providers, verified_providers, best_reputation
FROM rollup.coverage_cells;

COMMENT ON VIEW analytics.coverage_cells IS
    'Active, approved providers whose service area covers each map cell.';

-- Coverage by providers that have any of some sub-categories, each once, counted when it is asked:
-- a few in a hundred of all providers, whose cells stand beside them. To keep that for each of the
-- sub-categories would make a refresh count and hold a multiple of what it does.
CREATE FUNCTION analytics.coverage_of_sub_categories(chosen text[])
RETURNS TABLE (
    h3_cell text, providers bigint, verified_providers bigint, best_reputation numeric
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT
        cell.h3_cell,
        count(*) AS providers,
        count(*) FILTER (WHERE provider.aadhaar_verified) AS verified_providers,
        max(provider.reputation_score) AS best_reputation
    FROM rollup.serving_providers AS provider
    JOIN rollup.served_cells AS served ON served.provider_id = provider.provider_id
    CROSS JOIN LATERAL unnest(served.cells) AS cell (h3_cell)
    WHERE provider.provider_id IN (
        SELECT own.provider_id
        FROM rollup.provider_sub_categories AS own
        WHERE own.sub_category_id = ANY (chosen)
    )
    GROUP BY cell.h3_cell;
END;

COMMENT ON FUNCTION analytics.coverage_of_sub_categories IS
    'Active, approved providers of some sub-categories whose service area covers each map cell.';

-- The providers that cover each map cell in some categories, or in all; or of some sub-categories.
CREATE FUNCTION rollup.supply_of(
    chosen_categories text[], places text[], chosen_sub_categories text[]
)
RETURNS TABLE (cell bigint, providers bigint, verified_providers bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT cell, providers, verified_providers
    FROM rollup.coverage_totals
    WHERE chosen_categories IS NULL AND chosen_sub_categories IS NULL
        AND (places IS NULL OR h3_cell = ANY (places))
    UNION ALL
    SELECT
        geo.h3_number(h3_cell),
        sum(providers)::bigint,
        sum(verified_providers)::bigint
    FROM rollup.coverage_cells
    WHERE category_id = ANY (chosen_categories) AND chosen_sub_categories IS NULL
        AND (places IS NULL OR h3_cell = ANY (places))
    GROUP BY h3_cell
    UNION ALL
    SELECT geo.h3_number(h3_cell), providers, verified_providers
    FROM analytics.coverage_of_sub_categories(ARRAY(
        SELECT sub_category_id
        FROM rollup.sub_categories
        WHERE sub_category_id = ANY (chosen_sub_categories)
            AND (chosen_categories IS NULL OR category_id = ANY (chosen_categories))
    ))
    WHERE chosen_sub_categories IS NOT NULL AND (places IS NULL OR h3_cell = ANY (places));
END;

-- Map cells of the finest resolution up to `finest` in which they are no more than `most_cells`,
-- with the most providers that cover any one place in them.
CREATE FUNCTION analytics.supply_cells(
    chosen_categories text[], places text[], finest integer, most_cells integer,
    chosen_sub_categories text[] DEFAULT NULL
)
RETURNS TABLE (
    h3_cell text, covering_providers bigint, verified_covering_providers bigint
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    resolution integer := finest;
BEGIN
    WHILE resolution > 4 AND most_cells < (
        SELECT count(DISTINCT geo.h3_parent_number(cell, resolution))
        FROM rollup.supply_of(chosen_categories, places, chosen_sub_categories)
    ) LOOP
        resolution := resolution - 1;
    END LOOP;

    RETURN QUERY
    SELECT to_hex(cell), providers, verified_providers
    FROM (
        SELECT
            geo.h3_parent_number(cell, resolution) AS cell,
            max(providers) AS providers,
            max(verified_providers) AS verified_providers
        FROM rollup.supply_of(chosen_categories, places, chosen_sub_categories)
        GROUP BY 1
    ) AS supply;
END;
$$;

COMMENT ON FUNCTION analytics.supply_cells IS
    'Map cells that providers cover, with the most that cover any one place in them.';
