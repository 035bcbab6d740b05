-- What people typed: search_terms straight over the searches, one by one.
-- Params: start, end
-- Grain:  one row per term, and one for those of few people
-- Reads:  public.search_logs
-- Right:  LOOK
SELECT
    CASE WHEN customers < (SELECT analytics.few_customers()) THEN '(few people)' ELSE term END
        AS term,
    sum(searches) AS searches,
    sum(zero_results) AS zero_results,
    sum(clicked) AS clicked
FROM (
    SELECT
        etl.search_term(query) AS term,
        count(*) AS searches,
        count(*) FILTER (WHERE results_count = 0) AS zero_results,
        count(clicked_provider_id) AS clicked,
        count(DISTINCT COALESCE(user_id, session_id)) AS customers
    FROM public.search_logs
    WHERE etl.business_day(created_at) BETWEEN CAST(:start AS date) AND CAST(:end AS date)
    GROUP BY 1
) AS typed
GROUP BY 1
