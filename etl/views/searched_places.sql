-- The places that people ever searched from, by map cell (H3 resolution 8), district and category,
-- and how many providers cover each now: those of its category, all of them where there is none.
-- Filters may name what is no category: such places have none. Several places may be alike then.
CREATE VIEW etl.searched_places AS
SELECT
    place.place_id,
    place.h3_cell,
    place.district,
    category.category_id,
    COALESCE(supply.providers, 0) AS covering_providers
FROM rollup.searched_places AS place
LEFT JOIN analytics.categories AS category ON category.category_id = place.category
LEFT JOIN (
    SELECT searched.place_id, sum(covered.providers)::bigint AS providers
    FROM rollup.searched_places AS searched
    LEFT JOIN analytics.categories AS named ON named.category_id = searched.category
    JOIN rollup.coverage_cells AS covered
        ON covered.h3_cell = searched.h3_cell
        AND (named.category_id IS NULL OR covered.category_id = named.category_id)
    GROUP BY searched.place_id
) AS supply ON supply.place_id = place.place_id;

COMMENT ON VIEW etl.searched_places IS
    'Places that people searched from, by category, and the providers that cover each now.';
