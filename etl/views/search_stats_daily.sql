-- Searches by day and district, with sketches and response times that merge over days.
CREATE VIEW analytics.search_stats_daily AS
SELECT
    day, district, searches, zero_results, clicked, positioned_clicks, click_position_sum,
    reciprocal_rank_sum, users, sessions, response_buckets
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
