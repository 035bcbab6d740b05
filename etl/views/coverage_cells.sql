-- Who serves each map cell (H3 resolution 8): active, approved providers whose area covers it.
CREATE VIEW analytics.coverage_cells AS
SELECT h3_cell, category_id, providers, verified_providers, best_reputation
FROM rollup.coverage_cells;

COMMENT ON VIEW analytics.coverage_cells IS
    'Active, approved providers whose service area covers each map cell.';
