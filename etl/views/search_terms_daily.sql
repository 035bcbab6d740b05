-- What people typed: searches by day and term. What few people typed, which may be an address or a
-- name, is shown together.
CREATE VIEW analytics.search_terms_daily WITH (security_barrier) AS
SELECT
    typed.day,
    typed.term,
    sum(typed.searches)::bigint AS searches,
    sum(typed.zero_results)::bigint AS zero_results,
    sum(typed.clicked)::bigint AS clicked
FROM (
    SELECT
        day, searches, zero_results, clicked,
        CASE WHEN COALESCE(hll_cardinality(customers), 0) < (SELECT analytics.few_customers())
            THEN '(few people)' ELSE term END AS term
    FROM rollup.search_terms
) AS typed
GROUP BY typed.day, typed.term;

COMMENT ON VIEW analytics.search_terms_daily IS
    'Searches by day and term; terms of few people together.';

-- The same for days in a row: what is typed by few people on each of them may be by many on all.
CREATE FUNCTION analytics.searched_terms(first_day date, last_day date)
RETURNS TABLE (
    term text, searches bigint, zero_results bigint, clicked bigint, is_few boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
-- Planned for the days that are asked for.
SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    few integer := analytics.few_customers();
BEGIN
    RETURN QUERY
    WITH pieces AS (
        SELECT term, searches, zero_results, clicked, customers
        FROM rollup.term_months
        WHERE month >= rollup.first_whole_month(first_day)
            AND month < rollup.month_of(last_day + 1)
        UNION ALL
        SELECT term, searches, zero_results, clicked, customers
        FROM rollup.search_terms
        WHERE day BETWEEN first_day AND last_day
            AND rollup.is_beside_months(day, first_day, last_day)
    ),
    typed AS MATERIALIZED (
        SELECT
            term,
            sum(searches)::bigint AS searches,
            sum(zero_results)::bigint AS zero_results,
            sum(clicked)::bigint AS clicked,
            COALESCE(max(hll_cardinality(customers)), 0) AS most_customers
        FROM pieces
        GROUP BY term
    ),
    -- Neither all searches nor the customers of one day or month decide it.
    doubtful AS (
        SELECT searched.term, array_agg(searched.customers) AS sketches
        FROM pieces AS searched
        JOIN typed USING (term)
        WHERE typed.searches >= few AND typed.most_customers < few
        GROUP BY searched.term
    ),
    known AS (
        SELECT
            typed.*,
            CASE WHEN doubtful.term IS NULL THEN typed.most_customers < few
                ELSE etl.are_few(doubtful.sketches, few) END AS is_few
        FROM typed
        LEFT JOIN doubtful USING (term)
    )
    SELECT
        CASE WHEN known.is_few THEN '(few people)' ELSE known.term END,
        sum(known.searches)::bigint,
        sum(known.zero_results)::bigint,
        sum(known.clicked)::bigint,
        known.is_few
    FROM known
    GROUP BY 1, known.is_few;
END;
$$;

COMMENT ON FUNCTION analytics.searched_terms IS
    'Searches by term in days in a row; terms of few people together.';
