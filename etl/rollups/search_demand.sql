-- Where people searched, and for what category: searches by day, map cell, district of the search
-- point (a cell on a border has two; `Unknown` outside) and category as the filters name it, which
-- need not exist. `customers` is a sketch of the people (the user, else the session), so that cells
-- with few of them can be hidden.
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
        span.day,
        search.h3_cell,
        search.district,
        search.category,
        count(*),
        count(*) FILTER (WHERE search.is_zero_result),
        count(*) FILTER (WHERE NOT search.is_clicked),
        hll_add_agg(hll_hash_text(COALESCE(search.user_id, search.session_id)), 14)
    FROM rollup.day_spans(days) AS span
    CROSS JOIN LATERAL (
        SELECT * FROM etl.located_searches AS located
        WHERE located.created_at >= span.starts_at AND located.created_at < span.ends_at
        OFFSET 0
    ) AS search
    WHERE search.h3_cell IS NOT NULL
    GROUP BY span.day, search.h3_cell, search.district, search.category;
END;
