-- Where people searched, by the places by which coverage is counted: search_demand summed up to
-- map cells of resolution 8. Places are numbered: a year of days is few bytes, quickly added up.

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
