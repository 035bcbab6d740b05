-- What people typed in the period, and what became of it. A term that found something was passed
-- over when nobody clicked.
-- Params: start and end date (inclusive), before_start and before_end date or NULL
-- Grain:  one row per term searched in the period
-- Reads:  analytics.search_terms_daily
WITH before AS (
    SELECT term, sum(searches)::bigint AS searches
    FROM analytics.search_terms_daily
    WHERE day BETWEEN CAST(:before_start AS date) AND CAST(:before_end AS date)
    GROUP BY term
),
terms AS (
    SELECT
        term,
        sum(searches)::bigint AS searches,
        sum(zero_results)::bigint AS zero_results,
        sum(clicked)::bigint AS clicked
    FROM analytics.search_terms_daily
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    GROUP BY term
)
SELECT
    term,
    terms.searches AS term_searches,
    terms.zero_results,
    terms.zero_results::numeric / terms.searches AS zero_result_rate,
    terms.clicked,
    terms.clicked::numeric / terms.searches AS click_through_rate,
    greatest(terms.searches - terms.zero_results - terms.clicked, 0) AS passed_over,
    COALESCE(before.searches, 0) AS term_searches_before
FROM terms
LEFT JOIN before USING (term)
ORDER BY term_searches DESC, term
