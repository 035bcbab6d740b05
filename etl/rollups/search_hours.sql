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
        search.day,
        search.district,
        search.hour,
        count(*) AS searches,
        count(*) FILTER (WHERE search.is_zero_result) AS zero_results,
        count(*) FILTER (WHERE search.is_clicked) AS clicked
    FROM rollup.searches_of(days) AS search
    GROUP BY search.day, search.district, search.hour;
END;
