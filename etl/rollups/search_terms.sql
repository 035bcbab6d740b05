-- What people typed: searches by day and term.
CREATE TABLE rollup.search_terms (
    day date NOT NULL,
    term text NOT NULL,
    searches bigint NOT NULL,
    zero_results bigint NOT NULL,
    clicked bigint NOT NULL,
    CONSTRAINT search_terms_pkey PRIMARY KEY (day, term)
);

CREATE FUNCTION rollup.compute_search_terms(days date[]) RETURNS SETOF rollup.search_terms
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH queries AS (
        SELECT
            etl.business_day(created_at) AS day,
            query,
            count(*) AS searches,
            count(*) FILTER (WHERE is_zero_result) AS zero_results,
            count(*) FILTER (WHERE is_clicked) AS clicked
        FROM etl.counted_searches
        WHERE created_at >= rollup.start_of(days) AND created_at < rollup.end_of(days)
        GROUP BY etl.business_day(created_at), query
    )
    SELECT
        day,
        -- What many typed alike is made a term once.
        etl.search_term(query) AS term,
        sum(searches)::bigint,
        sum(zero_results)::bigint,
        sum(clicked)::bigint
    FROM queries
    -- As in rollup.searches_of.
    WHERE COALESCE(day = ANY (days), false)
    GROUP BY day, etl.search_term(query);
END;
