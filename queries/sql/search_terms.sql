-- What people typed in the period, and what became of it. A search that found something is passed
-- over when nobody clicked. `which` terms: most_searched; in_vain, at least every second search of
-- which found nothing; passed_over. Only terms that contain the text, literally.
-- Params: start, end, now_start, now_end, before_start, before_end (or NULL), which, text, most
-- Grain:  one row per term, the first `most` or, where that is NULL, all
-- Reads:  analytics.search_terms_daily
WITH before AS (
    SELECT term, sum(searches)::bigint AS searches
    FROM analytics.search_terms_daily
    WHERE day BETWEEN CAST(:before_start AS date) AND CAST(:before_end AS date)
    GROUP BY term
),
typed AS (
    SELECT
        term,
        sum(searches)::bigint AS searches,
        sum(searches) FILTER (
            WHERE day BETWEEN CAST(:now_start AS date) AND CAST(:now_end AS date)
        )::bigint AS searches_now,
        sum(zero_results)::bigint AS zero_results,
        sum(clicked)::bigint AS clicked,
        greatest(sum(searches) - sum(zero_results) - sum(clicked), 0)::bigint AS passed_over
    FROM analytics.search_terms_daily
    WHERE day BETWEEN CAST(:start AS date) AND CAST(:end AS date)
        AND strpos(term, CAST(:text AS text)) > 0
    GROUP BY term
),
ranked AS (
    SELECT
        *,
        CASE CAST(:which AS text)
            WHEN 'most_searched' THEN searches
            WHEN 'in_vain' THEN CASE WHEN zero_results * 2 >= searches THEN zero_results END
            WHEN 'passed_over' THEN NULLIF(passed_over, 0)
        END AS weight
    FROM typed
)
SELECT
    ranked.term,
    ranked.searches AS term_searches,
    ranked.zero_results AS term_zero_results,
    ranked.zero_results::numeric / ranked.searches AS zero_result_rate,
    ranked.clicked AS term_clicked,
    ranked.clicked::numeric / ranked.searches AS click_through_rate,
    ranked.passed_over,
    COALESCE(ranked.searches_now, 0) AS term_searches_now,
    COALESCE(before.searches, 0) AS term_searches_before
FROM ranked
LEFT JOIN before USING (term)
WHERE ranked.weight IS NOT NULL
ORDER BY ranked.weight DESC, ranked.searches, ranked.term
LIMIT CAST(:most AS integer)
