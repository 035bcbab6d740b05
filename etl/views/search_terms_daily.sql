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
-- As of rollup.demand_of_groups; planned for the days that are asked for.
SET enable_indexscan = off
SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    few integer := analytics.few_customers();
BEGIN
    RETURN QUERY
    WITH pieces AS (
        SELECT term, searches, zero_results, clicked, most_customers, customer_bits
        FROM rollup.term_months
        WHERE month >= rollup.first_whole_month(first_day)
            AND month < rollup.month_of(last_day + 1)
        UNION ALL
        SELECT
            term, searches, zero_results, clicked,
            etl.customer_count(customers), etl.customer_bit(customers)
        FROM rollup.search_terms
        WHERE day >= first_day AND day <= last_day
            AND day < rollup.first_whole_month(first_day)
        UNION ALL
        SELECT
            term, searches, zero_results, clicked,
            etl.customer_count(customers), etl.customer_bit(customers)
        FROM rollup.search_terms
        WHERE day >= rollup.after_months(first_day, last_day) AND day <= last_day
    ),
    typed AS MATERIALIZED (
        SELECT
            term,
            sum(searches)::bigint AS searches,
            sum(zero_results)::bigint AS zero_results,
            sum(clicked)::bigint AS clicked,
            etl.customers_at_least(max(most_customers), bit_or(customer_bits)) AS least_customers
        FROM pieces
        GROUP BY term
    ),
    -- As in rollup.demand_of_groups.
    doubtful AS (
        SELECT searched.term, etl.customer_count(etl.united(searched.customers)) AS customers
        FROM typed
        JOIN rollup.search_terms AS searched USING (term)
        WHERE typed.searches >= few AND typed.least_customers < few
            AND searched.day BETWEEN first_day AND last_day
        GROUP BY searched.term
    ),
    known AS MATERIALIZED (
        SELECT
            typed.*,
            COALESCE(doubtful.customers, typed.least_customers) < few AS is_few
        FROM typed
        LEFT JOIN doubtful USING (term)
    )
    SELECT known.term, known.searches, known.zero_results, known.clicked, false
    FROM known
    WHERE NOT known.is_few
    UNION ALL
    SELECT
        '(few people)',
        sum(known.searches)::bigint,
        sum(known.zero_results)::bigint,
        sum(known.clicked)::bigint,
        true
    FROM known
    WHERE known.is_few
    HAVING count(*) > 0;
END;
$$;

COMMENT ON FUNCTION analytics.searched_terms IS
    'Searches by term in days in a row; terms of few people together.';
