-- Searches by day and district, with response times that merge over days. Users and sessions are
-- counted by analytics.distinct_searchers: readers have no sketches.
CREATE VIEW analytics.search_stats_daily AS
SELECT
    day, district, searches, zero_results, clicked, positioned_clicks, click_position_sum,
    reciprocal_rank_sum, response_buckets
FROM rollup.search_days;

COMMENT ON VIEW analytics.search_stats_daily IS 'Searches by day and district.';

-- How many distinct things a sketch has seen. Beyond 2.5 things per register hll_cardinality gives
-- HyperLogLog's plain estimate, which is too high at first (by 3 % at 2.5, 0.1 % at 4): among m
-- registers that n things filled, t = n/m, the estimate r = n'/m obeys a/r = a/t - exp(-2t) very
-- nearly, with a = 0.7213. One step of Newton's method from r finds t.
CREATE FUNCTION analytics.distinct_count(sketch hll) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (
    SELECT round(CASE
        WHEN r < 2.5 THEN m * r
        ELSE m * (r - exp(-2 * r) / (0.7213 / r ^ 2 - 2 * exp(-2 * r)))
    END)
    FROM (SELECT 2 ^ hll_log2m(sketch)::double precision AS m) AS registers
    CROSS JOIN LATERAL (SELECT hll_cardinality(sketch) / m AS r OFFSET 0) AS estimate
);

COMMENT ON FUNCTION analytics.distinct_count IS
    'The distinct users or sessions of a sketch: exact up to 2,560, else within 2 %.';

-- Days in a row, of some districts or of all: sets that a caller puts together would tell, by what
-- one more district adds, whether its few customers are those of another. So each of several must
-- have enough of them.
CREATE FUNCTION analytics.distinct_searchers(
    first_day date, last_day date, chosen_districts text[],
    OUT searchers bigint, OUT search_sessions bigint
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT
        CASE WHEN COALESCE(fewest_users >= few, true) THEN users END,
        CASE WHEN COALESCE(fewest_sessions >= few, true) THEN sessions END
    FROM (
        SELECT
            COALESCE(analytics.distinct_count(hll_union_agg(users)), 0) AS users,
            COALESCE(analytics.distinct_count(hll_union_agg(sessions)), 0) AS sessions,
            min(NULLIF(analytics.distinct_count(users), 0)) AS fewest_users,
            min(NULLIF(analytics.distinct_count(sessions), 0)) AS fewest_sessions,
            analytics.few_customers() AS few
        FROM (
            SELECT hll_union_agg(users) AS users, hll_union_agg(sessions) AS sessions
            FROM rollup.search_days
            WHERE day BETWEEN first_day AND last_day
                AND (chosen_districts IS NULL OR district = ANY (chosen_districts))
            GROUP BY CASE WHEN chosen_districts IS NOT NULL THEN district END
        ) AS merged
    ) AS counted;
END;

COMMENT ON FUNCTION analytics.distinct_searchers IS
    'Distinct users and sessions of days in a row; NULL where one of the districts has few.';
