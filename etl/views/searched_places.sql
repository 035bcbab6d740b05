-- The places that people ever searched from, by map cell (H3 resolution 8), district and category,
-- and how many providers cover each now: those of its category, all of them where there is none.
-- Filters may name what is no category: such places have none. Several places may be alike then.
CREATE TABLE rollup.covered_places (
    place_id integer CONSTRAINT covered_places_pkey PRIMARY KEY,
    h3_cell text NOT NULL,
    district text NOT NULL,
    category_id text,
    covering_providers bigint NOT NULL,
    cell bigint NOT NULL
);

COMMENT ON COLUMN rollup.covered_places.cell IS
    'The number that h3_cell is written for: what lies in it is found without reading text.';

CREATE FUNCTION rollup.compute_covered_places(blocks text[]) RETURNS SETOF rollup.covered_places
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        place.place_id,
        place.h3_cell,
        place.district,
        place.category_id,
        COALESCE(sum(covered.providers), 0)::bigint AS covering_providers,
        geo.h3_number(place.h3_cell) AS cell
    FROM (
        SELECT searched.place_id, searched.h3_cell, searched.district, category.category_id
        FROM rollup.searched_places AS searched
        LEFT JOIN analytics.categories AS category ON category.category_id = searched.category
        WHERE rollup.block_of_cell(searched.h3_cell) = ANY (blocks)
    ) AS place
    LEFT JOIN (
        SELECT h3_cell, category_id, providers
        FROM rollup.coverage_cells
        WHERE left(h3_cell, 8) = ANY (blocks)
    ) AS covered
        ON covered.h3_cell = place.h3_cell
        AND (place.category_id IS NULL OR covered.category_id = place.category_id)
    GROUP BY place.place_id, place.h3_cell, place.district, place.category_id;
END;

-- Where places lie that nobody had searched from before.
CREATE FUNCTION rollup.blocks_of_new_places() RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT rollup.block_of_cell(searched.h3_cell)
    FROM rollup.searched_places AS searched
    WHERE NOT EXISTS (
        SELECT FROM rollup.covered_places AS known WHERE known.place_id = searched.place_id
    );
END;

CREATE VIEW etl.searched_places AS
SELECT place_id, h3_cell, district, category_id, covering_providers, cell
FROM rollup.covered_places;

COMMENT ON VIEW etl.searched_places IS
    'Places that people searched from, by category, and the providers that cover each now.';

-- What is asked of demand by district and category, summed up by day whatever covers it.
CREATE TABLE rollup.demand_days (
    day date NOT NULL,
    district text NOT NULL,
    category_id text,
    searches bigint NOT NULL,
    CONSTRAINT demand_days_key UNIQUE NULLS NOT DISTINCT (day, district, category_id)
);

CREATE FUNCTION rollup.compute_demand_days(days date[]) RETURNS SETOF rollup.demand_days
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        demand.day,
        place.district,
        place.category_id,
        sum(demand.searches)::bigint AS searches
    FROM rollup.place_demand AS demand
    JOIN rollup.covered_places AS place ON place.place_id = demand.place_id
    WHERE demand.day = ANY (days)
    GROUP BY demand.day, place.district, place.category_id;
END;

-- A place that this many providers cover, or fewer, is thinly served.
CREATE FUNCTION analytics.thin_coverage() RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 2;

-- The few rows of rollup.place_demand of places that nobody covers now, or few providers do.
CREATE TABLE rollup.gap_demand (
    day date NOT NULL,
    place_id integer NOT NULL,
    searches bigint NOT NULL,
    customers hll,
    CONSTRAINT gap_demand_pkey PRIMARY KEY (day, place_id)
);

CREATE FUNCTION rollup.compute_gap_demand(days date[]) RETURNS SETOF rollup.gap_demand
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT demand.day, demand.place_id, demand.searches, demand.customers
    FROM rollup.place_demand AS demand
    JOIN rollup.covered_places AS place ON place.place_id = demand.place_id
    WHERE demand.day = ANY (days) AND place.covering_providers <= analytics.thin_coverage();
END;

-- The days of those of these places that have become a gap, and of all that are one no more. All
-- gaps are read once: to look places up by days takes longer.
CREATE FUNCTION rollup.days_of_moved_places(places integer[]) RETURNS SETOF date
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH new_gaps AS MATERIALIZED (
        SELECT place.place_id
        FROM rollup.covered_places AS place
        WHERE place.place_id = ANY (places)
            AND place.covering_providers <= analytics.thin_coverage()
        EXCEPT
        SELECT gap.place_id FROM rollup.gap_demand AS gap
    )
    SELECT gap.day
    FROM rollup.gap_demand AS gap
    LEFT JOIN rollup.covered_places AS place ON place.place_id = gap.place_id
    WHERE COALESCE(place.covering_providers > analytics.thin_coverage(), true)
    UNION
    SELECT demand.day
    FROM rollup.place_demand AS demand
    WHERE demand.place_id IN (SELECT new.place_id FROM new_gaps AS new);
END;
