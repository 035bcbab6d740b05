-- Where people searched for which kind of service: the searches of search_demand that name a
-- sub-category, by map cell of resolution 8, as the filters name it and its category, which need
-- not exist. Who offers it there is looked up when it is asked
-- (analytics.coverage_of_sub_categories).
CREATE TABLE rollup.sub_category_demand (
    day date NOT NULL,
    h3_cell text NOT NULL,
    district text NOT NULL,
    category text NOT NULL,
    sub_category text NOT NULL,
    searches bigint NOT NULL,
    customers hll,
    CONSTRAINT sub_category_demand_pkey
        PRIMARY KEY (day, h3_cell, district, category, sub_category)
);

-- One kind of many is asked for, of a year.
CREATE INDEX sub_category_demand_of ON rollup.sub_category_demand (sub_category, day);

CREATE FUNCTION rollup.compute_sub_category_demand(days date[])
RETURNS SETOF rollup.sub_category_demand
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        search.day,
        geo.h3_parent(search.h3_cell, 8) AS h3_cell,
        search.district,
        search.category,
        search.sub_category,
        count(*) AS searches,
        etl.place_sketch(etl.customer_hash(
            COALESCE(search.user_id, search.session_id), (SELECT key FROM etl.customer_key)
        )) AS customers
    FROM rollup.searches_of(days) AS search
    WHERE search.h3_cell IS NOT NULL
        AND search.category IS NOT NULL
        AND search.sub_category IS NOT NULL
    GROUP BY
        search.day, geo.h3_parent(search.h3_cell, 8), search.district, search.category,
        search.sub_category;
END;
