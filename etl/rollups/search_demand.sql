-- Where people searched, and for what category: searches by day, map cell, district of the
-- search point (a cell on a border has two; `Unknown` outside) and category as the filters name
-- it, which need not exist. `customers` is a sketch of the people (keyed hashes of the user,
-- else the session), so that cells with few of them can be hidden.
CREATE TABLE rollup.search_demand (
    day date NOT NULL,
    h3_cell text NOT NULL,
    district text NOT NULL,
    category text,
    searches bigint NOT NULL,
    zero_results bigint NOT NULL,
    unclicked bigint NOT NULL,
    customers hll,
    CONSTRAINT search_demand_key UNIQUE NULLS NOT DISTINCT (day, h3_cell, district, category)
);

CREATE FUNCTION rollup.compute_search_demand(days date[]) RETURNS SETOF rollup.search_demand
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        search.day,
        search.h3_cell,
        search.district,
        search.category,
        count(*) AS searches,
        count(*) FILTER (WHERE search.is_zero_result) AS zero_results,
        count(*) FILTER (WHERE NOT search.is_clicked) AS unclicked,
        etl.place_sketch(etl.customer_hash(
            COALESCE(search.user_id, search.session_id), (SELECT key FROM etl.customer_key)
        )) AS customers
    FROM rollup.searches_of(days) AS search
    WHERE search.h3_cell IS NOT NULL
    GROUP BY search.day, search.h3_cell, search.district, search.category;
END;
