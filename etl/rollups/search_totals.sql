-- Searches by day in all districts together, which is what is asked most: rollup.search_days summed
-- up. A year of days is then as many rows, not one for each of them and each district.
CREATE TABLE rollup.search_totals (
    day date CONSTRAINT search_totals_pkey PRIMARY KEY,
    searches bigint NOT NULL,
    zero_results bigint NOT NULL,
    clicked bigint NOT NULL,
    positioned_clicks bigint NOT NULL,
    click_position_sum bigint NOT NULL,
    reciprocal_rank_sum numeric NOT NULL,
    users hll,
    sessions hll,
    searchers bigint NOT NULL,
    search_sessions bigint NOT NULL,
    response_buckets jsonb NOT NULL
);

CREATE FUNCTION rollup.compute_search_totals(days date[]) RETURNS SETOF rollup.search_totals
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        day,
        sum(searches)::bigint AS searches,
        sum(zero_results)::bigint AS zero_results,
        sum(clicked)::bigint AS clicked,
        sum(positioned_clicks)::bigint AS positioned_clicks,
        sum(click_position_sum)::bigint AS click_position_sum,
        sum(reciprocal_rank_sum) AS reciprocal_rank_sum,
        hll_union_agg(users) AS users,
        hll_union_agg(sessions) AS sessions,
        COALESCE(analytics.distinct_count(hll_union_agg(users)), 0) AS searchers,
        COALESCE(analytics.distinct_count(hll_union_agg(sessions)), 0) AS search_sessions,
        analytics.merged_buckets(array_agg(response_buckets)) AS response_buckets
    FROM rollup.search_days
    WHERE day = ANY (days)
    GROUP BY day;
END;
