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
    WITH demand AS (
        SELECT
            search.day,
            search.h3_cell,
            search.district,
            search.category,
            count(*) AS searches,
            count(*) FILTER (WHERE search.is_zero_result) AS zero_results,
            count(*) FILTER (WHERE NOT search.is_clicked) AS unclicked,
            array_agg(etl.customer_hash(
                COALESCE(search.user_id, search.session_id), secret.key
            )) AS customers
        FROM rollup.searches_of(days) AS search
        CROSS JOIN etl.customer_key AS secret
        WHERE search.h3_cell IS NOT NULL
        GROUP BY search.day, search.h3_cell, search.district, search.category
    )
    SELECT
        day,
        h3_cell,
        district,
        category,
        searches,
        zero_results,
        unclicked,
        -- Most have one search: adding one is quicker than aggregating, and gives the same sketch.
        CASE WHEN searches = 1 AND customers[1] IS NOT NULL
            THEN hll_add(hll_empty(14), customers[1])
            ELSE (SELECT hll_add_agg(customer, 14) FROM unnest(customers) AS customer)
        END AS customers
    FROM demand;
END;
