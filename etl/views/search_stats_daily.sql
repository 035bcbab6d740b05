-- Searches by day and district, with response times that merge over days. Users and sessions are
-- counted by analytics.distinct_searchers: readers have no sketches.
CREATE VIEW analytics.search_stats_daily AS
SELECT
    day, district, searches, zero_results, clicked, positioned_clicks, click_position_sum,
    reciprocal_rank_sum, response_buckets
FROM rollup.search_days;

COMMENT ON VIEW analytics.search_stats_daily IS 'Searches by day and district.';

-- Days in a row, of one district or of all: sets that a caller puts together would tell, by what
-- one more day of another place adds, whether it was the same customer. Sketches of whole months
-- are kept, and the counts of each day of all districts.
CREATE FUNCTION analytics.distinct_searchers(
    first_day date, last_day date, chosen_district text,
    OUT searchers bigint, OUT search_sessions bigint
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH pieces AS (
        SELECT users, sessions
        FROM rollup.search_totals
        WHERE chosen_district IS NULL AND first_day < last_day
            AND rollup.is_beside_months(day, first_day, last_day)
            AND day BETWEEN first_day AND last_day
        UNION ALL
        SELECT users, sessions
        FROM rollup.search_days
        WHERE district = chosen_district
            AND rollup.is_beside_months(day, first_day, last_day)
            AND day BETWEEN first_day AND last_day
        UNION ALL
        SELECT users, sessions
        FROM rollup.search_months
        WHERE district IS NOT DISTINCT FROM chosen_district
            AND month >= rollup.first_whole_month(first_day)
            AND month < rollup.month_of(last_day + 1)
    ),
    counted AS (
        SELECT searchers AS users, search_sessions AS sessions
        FROM rollup.search_totals
        WHERE chosen_district IS NULL AND first_day = last_day AND day = first_day
        UNION ALL
        SELECT
            analytics.distinct_count(hll_union_agg(users)),
            analytics.distinct_count(hll_union_agg(sessions))
        FROM pieces
    ),
    summed AS (
        SELECT
            COALESCE(sum(users), 0)::bigint AS users,
            COALESCE(sum(sessions), 0)::bigint AS sessions,
            analytics.few_customers() AS few
        FROM counted
    )
    SELECT
        CASE WHEN users = 0 OR users >= few THEN users END,
        CASE WHEN sessions = 0 OR sessions >= few THEN sessions END
    FROM summed;
END;

COMMENT ON FUNCTION analytics.distinct_searchers IS
    'Distinct users and sessions of days in a row; NULL where there are few of them.';
