-- Who serves each map cell (H3 resolution 8): active, approved providers whose area covers it.
CREATE VIEW analytics.coverage_cells AS
SELECT h3_cell, category_id, providers, verified_providers, best_reputation
FROM rollup.coverage_cells;

COMMENT ON VIEW analytics.coverage_cells IS
    'Active, approved providers whose service area covers each map cell.';

-- The same of providers that have any of some sub-categories, each once, counted when it is asked:
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
