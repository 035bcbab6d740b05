-- Whole months of searches: what of them cannot be summed up, but united, in one row for a month of
-- days. Who asks for days in a row takes the months among them, and the days beside these.

-- The first day of the month of a day.
CREATE FUNCTION rollup.month_of(day date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_trunc('month', day::timestamp)::date;

-- The first month that begins on a day or after it.
CREATE FUNCTION rollup.first_whole_month(first_day date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (date_trunc('month', (first_day - 1)::timestamp) + interval '1 month')::date;

-- Whether a day of these days in a row lies in none of their whole months.
CREATE FUNCTION rollup.is_beside_months(day date, first_day date, last_day date) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN day < rollup.first_whole_month(first_day) OR day >= rollup.month_of(last_day + 1);

-- The months of these days.
CREATE FUNCTION rollup.months_of(days date[]) RETURNS SETOF date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT DISTINCT rollup.month_of(day) FROM unnest(days) AS day;
END;

-- By district, and without one of all districts together.
CREATE TABLE rollup.search_months (
    month date NOT NULL,
    district text,
    users hll,
    sessions hll,
    CONSTRAINT search_months_key UNIQUE NULLS NOT DISTINCT (month, district)
);

CREATE FUNCTION rollup.compute_search_months(months date[]) RETURNS SETOF rollup.search_months
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        rollup.month_of(day) AS month,
        district,
        hll_union_agg(users) AS users,
        hll_union_agg(sessions) AS sessions
    FROM rollup.search_days
    WHERE rollup.month_of(day) = ANY (months)
    GROUP BY GROUPING SETS ((rollup.month_of(day), district), (rollup.month_of(day)));
END;

CREATE TABLE rollup.term_months (
    month date NOT NULL,
    term text NOT NULL,
    searches bigint NOT NULL,
    zero_results bigint NOT NULL,
    clicked bigint NOT NULL,
    customers hll,
    CONSTRAINT term_months_pkey PRIMARY KEY (month, term)
);

CREATE FUNCTION rollup.compute_term_months(months date[]) RETURNS SETOF rollup.term_months
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        rollup.month_of(day) AS month,
        term,
        sum(searches)::bigint AS searches,
        sum(zero_results)::bigint AS zero_results,
        sum(clicked)::bigint AS clicked,
        etl.united(customers) AS customers
    FROM rollup.search_terms
    WHERE rollup.month_of(day) = ANY (months)
    GROUP BY rollup.month_of(day), term;
END;
