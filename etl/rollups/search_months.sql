-- Whole months of searches: what of them cannot be summed up, but united, in one row for a month of
-- days. Who asks for days in a row takes the months among them, and the days beside these.

-- The first day of the month of a day.
CREATE FUNCTION rollup.month_of(day date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_trunc('month', day::timestamp)::date;

-- The month after one.
CREATE FUNCTION rollup.next_month(month date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (month + interval '1 month')::date;

-- The first month that begins on a day or after it.
CREATE FUNCTION rollup.first_whole_month(first_day date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN rollup.next_month(rollup.month_of(first_day - 1));

-- Whether a day of these days in a row lies in none of their whole months.
CREATE FUNCTION rollup.is_beside_months(day date, first_day date, last_day date) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN day < rollup.first_whole_month(first_day) OR day >= rollup.month_of(last_day + 1);

-- The first day after their whole months; where they have none, after what lies in the first one.
CREATE FUNCTION rollup.after_months(first_day date, last_day date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN GREATEST(rollup.first_whole_month(first_day), rollup.month_of(last_day + 1));

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
        asked.month,
        searched.district,
        hll_union_agg(searched.users) AS users,
        hll_union_agg(searched.sessions) AS sessions
    FROM unnest(months) AS asked (month)
    JOIN rollup.search_days AS searched
        ON searched.day >= asked.month AND searched.day < rollup.next_month(asked.month)
    GROUP BY GROUPING SETS ((asked.month, searched.district), (asked.month));
END;

-- Few people are told from many as in rollup.place_months.
CREATE TABLE rollup.term_months (
    month date NOT NULL,
    term text NOT NULL,
    searches bigint NOT NULL,
    zero_results bigint NOT NULL,
    clicked bigint NOT NULL,
    most_customers integer NOT NULL,
    customer_bits bigint NOT NULL,
    CONSTRAINT term_months_pkey PRIMARY KEY (month, term)
);

CREATE FUNCTION rollup.compute_term_months(months date[]) RETURNS SETOF rollup.term_months
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        asked.month,
        typed.term,
        sum(typed.searches)::bigint AS searches,
        sum(typed.zero_results)::bigint AS zero_results,
        sum(typed.clicked)::bigint AS clicked,
        max(etl.customer_count(typed.customers)) AS most_customers,
        bit_or(etl.customer_bit(typed.customers)) AS customer_bits
    FROM unnest(months) AS asked (month)
    JOIN rollup.search_terms AS typed
        ON typed.day >= asked.month AND typed.day < rollup.next_month(asked.month)
    GROUP BY asked.month, typed.term;
END;
