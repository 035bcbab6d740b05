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

-- By which the days of the few places are found of which it is in doubt who searched there.
CREATE INDEX place_demand_place ON rollup.place_demand (place_id);

-- Whatever comes into search_demand has its place numbered. Each is looked up by the key, even if
-- there were few places when this was planned.
CREATE FUNCTION rollup.number_searched_places() RETURNS trigger
LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO rollup.searched_places (h3_cell, district, category)
    SELECT searched.h3_cell, searched.district, searched.category
    FROM (
        SELECT DISTINCT geo.h3_parent(h3_cell, 8) AS h3_cell, district, category FROM new_rows
    ) AS searched
    LEFT JOIN LATERAL (
        SELECT true AS is_known
        FROM rollup.searched_places AS place
        WHERE place.h3_cell = searched.h3_cell
            AND place.district = searched.district
            AND place.category IS NOT DISTINCT FROM searched.category
        OFFSET 0
    ) AS known ON true
    WHERE known.is_known IS NULL;
    RETURN NULL;
END;
$$;

CREATE TRIGGER search_demand_number_places AFTER INSERT ON rollup.search_demand
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION rollup.number_searched_places();

ALTER TABLE rollup.search_demand ENABLE ALWAYS TRIGGER search_demand_number_places;

CREATE FUNCTION rollup.compute_place_demand(days date[]) RETURNS SETOF rollup.place_demand
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        searched.day,
        place.place_id,
        sum(searched.searches)::bigint AS searches,
        etl.united(searched.customers) AS customers
    FROM (
        SELECT *, geo.h3_parent(h3_cell, 8) AS parent
        FROM rollup.search_demand
        WHERE day = ANY (days)
        OFFSET 0
    ) AS searched
    -- A place without a number would be refused, not left out.
    LEFT JOIN rollup.searched_places AS place
        ON place.h3_cell = searched.parent
        AND place.district = searched.district
        AND place.category IS NOT DISTINCT FROM searched.category
    GROUP BY searched.day, place.place_id;
END;

-- The same of whole months. Sketches are not united: the most customers of any day and a bit of
-- each day tell mostly that these are not few; where there is a doubt, days are read.
CREATE TABLE rollup.place_months (
    month date NOT NULL,
    place_id integer NOT NULL,
    searches bigint NOT NULL,
    most_customers integer NOT NULL,
    customer_bits bigint NOT NULL,
    CONSTRAINT place_months_pkey PRIMARY KEY (month, place_id)
);

CREATE FUNCTION rollup.compute_place_months(months date[]) RETURNS SETOF rollup.place_months
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        asked.month,
        demand.place_id,
        sum(demand.searches)::bigint AS searches,
        max(etl.customer_count(demand.customers)) AS most_customers,
        bit_or(etl.customer_bit(demand.customers)) AS customer_bits
    FROM unnest(months) AS asked (month)
    JOIN rollup.place_demand AS demand
        ON demand.day >= asked.month AND demand.day < rollup.next_month(asked.month)
    GROUP BY asked.month, demand.place_id;
END;
