-- What people typed in the period, and what became of it. A search that found something is passed
-- over when nobody clicked. `which` terms: most_searched; in_vain, at least every second search of
-- which found nothing; passed_over. Only terms that contain the text, literally. Terms of few
-- people are one row together, the last one, where no text is asked for. What is compared (now and
-- before) is NULL where few people or nobody searched for it then.
-- Params: start, end, now_start, now_end, before_start, before_end (or NULL), which, text, most
-- Grain:  one row per term, the first `most` or, where that is NULL, all; and one for the others
-- Reads:  analytics.searched_terms
-- Right:  LOOK
WITH before AS (
    SELECT term, is_few, searches
    FROM analytics.searched_terms(CAST(:before_start AS date), CAST(:before_end AS date))
),
searched AS MATERIALIZED (
    SELECT * FROM analytics.searched_terms(CAST(:start AS date), CAST(:end AS date))
),
compared AS (
    SELECT term, is_few, searches
    FROM searched
    WHERE CAST(:now_start AS date) = CAST(:start AS date)
        AND CAST(:now_end AS date) = CAST(:end AS date)
    UNION ALL
    -- Counting them again takes seconds: only where other days are compared than are shown.
    SELECT term, is_few, searches
    FROM analytics.searched_terms(CAST(:now_start AS date), CAST(:now_end AS date))
    WHERE CAST(:now_start AS date) <> CAST(:start AS date)
        OR CAST(:now_end AS date) <> CAST(:end AS date)
),
typed AS (
    SELECT
        *,
        greatest(searches - zero_results - clicked, 0) AS passed_over
    FROM searched
    WHERE CASE WHEN is_few THEN CAST(:text AS text) = ''
        ELSE strpos(term, CAST(:text AS text)) > 0 END
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
),
placed AS (
    SELECT
        *,
        row_number() OVER (ORDER BY is_few, weight DESC, searches, term) AS place
    FROM ranked
    WHERE weight IS NOT NULL
)
SELECT
    placed.term,
    placed.searches AS term_searches,
    placed.zero_results AS term_zero_results,
    placed.clicked AS term_clicked,
    placed.passed_over,
    compared.searches AS term_searches_now,
    before.searches AS term_searches_before,
    placed.is_few
FROM placed
LEFT JOIN compared ON compared.term = placed.term AND compared.is_few = placed.is_few
LEFT JOIN before ON before.term = placed.term AND before.is_few = placed.is_few
WHERE placed.is_few OR placed.place <= CAST(:most AS integer) OR CAST(:most AS integer) IS NULL
ORDER BY placed.place
