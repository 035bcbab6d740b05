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
    SELECT
        search.day,
        search.term,
        count(*),
        count(*) FILTER (WHERE search.is_zero_result),
        count(*) FILTER (WHERE search.is_clicked)
    FROM rollup.searches_of(days) AS search
    GROUP BY search.day, search.term;
END;
