-- Searches by numbered places, by which coverage is counted: quick to add up over a year.

-- A place, once searched from, keeps its number: what refers to it need not change.
CREATE TABLE rollup.searched_places (
    place_id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT searched_places_pkey PRIMARY KEY,
    h3_cell text NOT NULL,
    district text NOT NULL,
    category text,
    CONSTRAINT searched_places_key UNIQUE NULLS NOT DISTINCT (h3_cell, district, category)
);

COMMENT ON TABLE rollup.searched_places IS
    'Map cells (H3 resolution 8), with the district and the category as in rollup.search_demand.';

CREATE TABLE rollup.place_demand (
    day date NOT NULL,
    place_id integer NOT NULL,
    searches bigint NOT NULL,
    customers hll,
    CONSTRAINT place_demand_pkey PRIMARY KEY (day, place_id)
);

CREATE FUNCTION rollup.number_searched_places(days date[]) RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    WITH searched AS (
        SELECT DISTINCT geo.h3_parent(h3_cell, 8) AS h3_cell, district, category
        FROM rollup.search_demand
        WHERE day = ANY (days)
    )
    INSERT INTO rollup.searched_places (h3_cell, district, category)
    SELECT h3_cell, district, category
    FROM searched
    WHERE NOT EXISTS (
        SELECT
        FROM rollup.searched_places AS known
        WHERE known.h3_cell = searched.h3_cell
            AND known.district = searched.district
            AND known.category IS NOT DISTINCT FROM searched.category
    );
END;

CREATE FUNCTION rollup.compute_place_demand(days date[]) RETURNS SETOF rollup.place_demand
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH demand AS (
        SELECT
            searched.day,
            place.place_id,
            sum(searched.searches)::bigint AS searches,
            array_agg(searched.customers) AS customers
        FROM (
            SELECT *, geo.h3_parent(h3_cell, 8) AS parent
            FROM rollup.search_demand
            WHERE day = ANY (days)
            OFFSET 0
        ) AS searched
        JOIN rollup.searched_places AS place
            ON place.h3_cell = searched.parent
            AND place.district = searched.district
            AND place.category IS NOT DISTINCT FROM searched.category
        GROUP BY searched.day, place.place_id
    )
    SELECT
        day,
        place_id,
        searches,
        -- A sketch alone is what the union of it would be, without the work.
        CASE WHEN cardinality(customers) = 1
            THEN customers[1]
            ELSE (SELECT hll_union_agg(sketch) FROM unnest(customers) AS sketch)
        END
    FROM demand;
END;

-- The places that people ever searched from, by map cell (H3 resolution 8), district and category,
-- and how many providers cover each now: those of its category, all of them where there is none.
-- Filters may name what is no category: such places have none. Several places may be alike then.
CREATE VIEW analytics.searched_places AS
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

COMMENT ON VIEW analytics.searched_places IS
    'Places that people searched from, by category, and the providers that cover each now.';

-- Searches by day and place: analytics.search_demand_daily summed up to analytics.searched_places.
CREATE VIEW analytics.place_demand_daily AS
SELECT day, place_id, searches, customers
FROM rollup.place_demand;

COMMENT ON VIEW analytics.place_demand_daily IS
    'Searches by day and place; see analytics.searched_places.';

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA rollup FROM PUBLIC;

-- All days that are held, archived ones too: a week at a time, so that it fits into memory.
DO $$
DECLARE
    week date[];
BEGIN
    FOR week IN
        SELECT array_agg(day)
        FROM (SELECT DISTINCT day FROM rollup.search_demand) AS held
        GROUP BY day - extract(DOW FROM day)::integer
    LOOP
        PERFORM rollup.number_searched_places(week);
        INSERT INTO rollup.place_demand SELECT * FROM rollup.compute_place_demand(week);
    END LOOP;
END;
$$;
ANALYZE rollup.searched_places, rollup.place_demand;
