-- Searches by day and district, with response times that merge over days. Users and sessions are
-- counted by analytics.distinct_searchers: readers have no sketches.
CREATE VIEW analytics.search_stats_daily AS
SELECT
    day, district, searches, zero_results, clicked, positioned_clicks, click_position_sum,
    reciprocal_rank_sum, response_buckets
FROM rollup.search_days;

COMMENT ON VIEW analytics.search_stats_daily IS 'Searches by day and district.';

-- Days in a row, of some districts or of all: sets that a caller puts together would tell, by what
-- one more district adds, whether its few customers are those of another. So each of several must
-- have enough of them. Sketches of whole months are kept, and the counts of each day of all
-- districts.
CREATE FUNCTION analytics.distinct_searchers(
    first_day date, last_day date, chosen_districts text[],
    OUT searchers bigint, OUT search_sessions bigint
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH pieces AS (
        SELECT NULL AS district, users, sessions
        FROM rollup.search_totals
        WHERE chosen_districts IS NULL AND first_day < last_day
            AND rollup.is_beside_months(day, first_day, last_day)
            AND day BETWEEN first_day AND last_day
        UNION ALL
        SELECT district, users, sessions
        FROM rollup.search_days
        WHERE district = ANY (chosen_districts)
            AND rollup.is_beside_months(day, first_day, last_day)
            AND day BETWEEN first_day AND last_day
        UNION ALL
        SELECT district, users, sessions
        FROM rollup.search_months
        WHERE (district = ANY (chosen_districts) OR (chosen_districts IS NULL AND district IS NULL))
            AND month >= rollup.first_whole_month(first_day)
            AND month < rollup.month_of(last_day + 1)
    ),
    merged AS (
        SELECT hll_union_agg(users) AS users, hll_union_agg(sessions) AS sessions
        FROM pieces
        GROUP BY district
    ),
    counted AS (
        SELECT
            searchers AS users,
            search_sessions AS sessions,
            NULLIF(searchers, 0) AS fewest_users,
            NULLIF(search_sessions, 0) AS fewest_sessions
        FROM rollup.search_totals
        WHERE chosen_districts IS NULL AND first_day = last_day AND day = first_day
        UNION ALL
        SELECT
            analytics.distinct_count(hll_union_agg(users)),
            analytics.distinct_count(hll_union_agg(sessions)),
            min(NULLIF(analytics.distinct_count(users), 0)),
            min(NULLIF(analytics.distinct_count(sessions), 0))
        FROM merged
    ),
    summed AS (
        SELECT
            COALESCE(sum(users), 0)::bigint AS users,
            COALESCE(sum(sessions), 0)::bigint AS sessions,
            min(fewest_users) AS fewest_users,
            min(fewest_sessions) AS fewest_sessions,
            analytics.few_customers() AS few
        FROM counted
    )
    SELECT
        CASE WHEN COALESCE(fewest_users >= few, true) THEN users END,
        CASE WHEN COALESCE(fewest_sessions >= few, true) THEN sessions END
    FROM summed;
END;

COMMENT ON FUNCTION analytics.distinct_searchers IS
    'Distinct users and sessions of days in a row; NULL where a chosen district has few of them.';
