-- Searches by day, district and hour of the business day.
CREATE TABLE rollup.search_hours (
    day date NOT NULL,
    district text NOT NULL,
    hour integer NOT NULL,
    searches bigint NOT NULL,
    zero_results bigint NOT NULL,
    clicked bigint NOT NULL,
    CONSTRAINT search_hours_pkey PRIMARY KEY (day, district, hour)
);

CREATE FUNCTION rollup.compute_search_hours(days date[]) RETURNS SETOF rollup.search_hours
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        span.day,
        search.district,
        search.hour,
        count(*),
        count(*) FILTER (WHERE search.is_zero_result),
        count(*) FILTER (WHERE search.is_clicked)
    FROM rollup.day_spans(days) AS span
    CROSS JOIN LATERAL (
        SELECT * FROM etl.located_searches AS located
        WHERE located.created_at >= span.starts_at AND located.created_at < span.ends_at
        OFFSET 0
    ) AS search
    GROUP BY span.day, search.district, search.hour;
END;
