-- Searches by day and district, with response times that merge over days. Users and sessions are
-- counted by analytics.distinct_searchers: readers have no sketches.
CREATE VIEW analytics.search_stats_daily AS
SELECT
    day, district, searches, zero_results, clicked, positioned_clicks, click_position_sum,
    reciprocal_rank_sum, response_buckets
FROM rollup.search_days;

COMMENT ON VIEW analytics.search_stats_daily IS 'Searches by day and district.';

-- Steps of days in a row, of some districts or of all, together or apart: sets that a caller puts
-- together would tell, by what one more district adds, whether its few customers are those of
-- another. So each of several must have enough of them. Sketches of whole months are kept, and the
-- counts of each day of all districts. Only the named columns are counted. What nobody searched in
-- has no row.
CREATE FUNCTION analytics.distinct_searchers(
    first_days date[], last_days date[], chosen_districts text[], are_apart boolean,
    columns text[]
)
RETURNS TABLE (place bigint, district text, searchers bigint, search_sessions bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    are_together boolean := chosen_districts IS NULL AND NOT are_apart;
    few integer := analytics.few_customers();
    are_users boolean := 'searchers' = ANY (columns);
    are_sessions boolean := 'search_sessions' = ANY (columns);
BEGIN
    RETURN QUERY
    WITH step AS (
        SELECT * FROM unnest(first_days, last_days) WITH ORDINALITY
            AS given (first_day, last_day, place)
    ),
    pieces AS (
        SELECT step.place, NULL AS district, searched.users, searched.sessions
        FROM step
        JOIN rollup.search_totals AS searched ON searched.day BETWEEN first_day AND last_day
        WHERE are_together AND first_day < last_day
            AND rollup.is_beside_months(searched.day, first_day, last_day)
        UNION ALL
        SELECT step.place, searched.district, searched.users, searched.sessions
        FROM step
        JOIN rollup.search_days AS searched ON searched.day BETWEEN first_day AND last_day
        WHERE NOT are_together
            AND (chosen_districts IS NULL OR searched.district = ANY (chosen_districts))
            AND rollup.is_beside_months(searched.day, first_day, last_day)
        UNION ALL
        SELECT step.place, searched.district, searched.users, searched.sessions
        FROM step
        JOIN rollup.search_months AS searched
            ON searched.month >= rollup.first_whole_month(first_day)
            AND searched.month < rollup.month_of(last_day + 1)
        WHERE are_together = (searched.district IS NULL)
            AND (chosen_districts IS NULL OR searched.district = ANY (chosen_districts))
    ),
    merged AS (
        SELECT
            place,
            district,
            hll_union_agg(CASE WHEN are_users THEN users END) AS users,
            hll_union_agg(CASE WHEN are_sessions THEN sessions END) AS sessions
        FROM pieces
        GROUP BY place, district
    ),
    counted AS (
        SELECT
            step.place,
            NULL AS district,
            searched.searchers AS users,
            searched.search_sessions AS sessions,
            NULLIF(searched.searchers, 0) AS fewest_users,
            NULLIF(searched.search_sessions, 0) AS fewest_sessions
        FROM step
        JOIN rollup.search_totals AS searched ON searched.day = first_day
        WHERE are_together AND first_day = last_day
        UNION ALL
        SELECT
            place,
            CASE WHEN are_apart THEN district END,
            COALESCE(analytics.distinct_count(hll_union_agg(users)), 0),
            COALESCE(analytics.distinct_count(hll_union_agg(sessions)), 0),
            min(NULLIF(analytics.distinct_count(users), 0)),
            min(NULLIF(analytics.distinct_count(sessions), 0))
        FROM merged
        GROUP BY 1, 2
    )
    SELECT
        place,
        district,
        CASE WHEN COALESCE(fewest_users >= few, true) THEN users END,
        CASE WHEN COALESCE(fewest_sessions >= few, true) THEN sessions END
    FROM counted;
END;
$$;

COMMENT ON FUNCTION analytics.distinct_searchers IS
    'Distinct users and sessions of days in a row; NULL where a chosen district has few of them.';
