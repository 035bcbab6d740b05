-- What people typed: searches by day and term. `customers` is a sketch of the people (keyed
-- hashes of the user, else the session), so that terms of few of them can be hidden.
CREATE TABLE rollup.search_terms (
    day date NOT NULL,
    term text NOT NULL,
    searches bigint NOT NULL,
    zero_results bigint NOT NULL,
    clicked bigint NOT NULL,
    customers hll,
    CONSTRAINT search_terms_pkey PRIMARY KEY (day, term)
);

-- By which the days of the few terms are found of which it is in doubt who typed them.
CREATE INDEX search_terms_term ON rollup.search_terms (term);

CREATE FUNCTION rollup.compute_search_terms(days date[]) RETURNS SETOF rollup.search_terms
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH queries AS (
        SELECT
            etl.business_day(search.created_at) AS day,
            search.query,
            count(*) AS searches,
            count(*) FILTER (WHERE search.is_zero_result) AS zero_results,
            count(*) FILTER (WHERE search.is_clicked) AS clicked,
            etl.term_sketch(etl.customer_hash(
                COALESCE(search.user_id, search.session_id), (SELECT key FROM etl.customer_key)
            )) AS customers
        FROM etl.counted_searches AS search
        WHERE search.created_at >= rollup.start_of(days)
            AND search.created_at < rollup.end_of(days)
        GROUP BY etl.business_day(search.created_at), search.query
    ),
    typed AS (
        SELECT
            day,
            -- What many typed alike is made a term once.
            etl.search_term(query) AS term,
            searches,
            zero_results,
            clicked,
            customers
        FROM queries
        -- As in rollup.searches_of.
        WHERE COALESCE(day = ANY (days), false)
    )
    SELECT
        day,
        term,
        sum(searches)::bigint AS searches,
        sum(zero_results)::bigint AS zero_results,
        sum(clicked)::bigint AS clicked,
        etl.united(customers) AS customers
    FROM typed
    GROUP BY day, term;
END;
