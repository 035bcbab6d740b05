-- The business days that rollups are computed by, and what each of them holds.

-- Whether a moment counts on a day: one that every reader of dates can read, not `infinity`.
CREATE FUNCTION rollup.has_day(moment timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN moment >= '0001-01-03 00:00+00' AND moment < '9999-12-30 00:00+00';

-- The business day of a moment, NULL if it counts on none.
CREATE FUNCTION rollup.day_of(moment timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN rollup.has_day(moment) THEN etl.business_day(moment) END;

-- Before this day nothing of the marketplace can have happened: what says so is a finding of
-- data quality, and no period that is shown begins earlier.
CREATE FUNCTION analytics.first_plausible_day() RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '2000-01-01'::date;

-- Each of the (distinct) days with the moments between which it lies.
-- Sources are joined to it LATERAL, behind OFFSET 0: a day then costs what lies in it, whatever the
-- planner believes; a misjudged join once set every day against the whole history.
CREATE FUNCTION rollup.day_spans(days date[])
RETURNS TABLE (day date, starts_at timestamptz, ends_at timestamptz)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT day, etl.business_midnight(day), etl.business_midnight(day + 1)
    FROM unnest(days) AS day;
END;

-- The booking of a payment, a review or a dispute, through its key, for the same reason.
CREATE FUNCTION rollup.booking_of(booking_id text)
RETURNS TABLE (provider_id text, currency text, service_type text)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT booking.provider_id, booking.currency, booking.service_type
    FROM public.bookings AS booking
    WHERE booking.id = booking_of.booking_id
    OFFSET 0;
END;

-- When the first of the days begins, and when the last one ends: constants to the planner, which
-- then plans for the partitions between them alone.
CREATE FUNCTION rollup.start_of(days date[]) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT etl.business_midnight(min(day)) FROM unnest(days) AS day;
END;

CREATE FUNCTION rollup.end_of(days date[]) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT etl.business_midnight(max(day) + 1) FROM unnest(days) AS day;
END;

-- The searches of these days, each with its day. Reads all from the first of the days to the last:
-- they are to be days in a row.
CREATE FUNCTION rollup.searches_of(days date[])
RETURNS TABLE (
    day date,
    hour integer,
    district text,
    h3_cell text,
    category text,
    user_id text,
    session_id text,
    is_zero_result boolean,
    is_clicked boolean,
    click_position integer,
    response_time integer,
    id text,
    created_at timestamptz,
    clicked_provider_id text,
    sub_category text
)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        day, hour, district, h3_cell, category, user_id, session_id,
        is_zero_result, is_clicked, click_position, response_time, id, created_at,
        clicked_provider_id, sub_category
    FROM (
        SELECT *, etl.business_day(created_at) AS day
        FROM etl.located_searches
        WHERE created_at >= rollup.start_of(days) AND created_at < rollup.end_of(days)
        OFFSET 0
    ) AS search
    -- All of them, as a rule; COALESCE keeps the planner from expecting next to none.
    WHERE COALESCE(day = ANY (days), false);
END;

-- By these the events of a day are found without reading all others.
CREATE INDEX bookings_confirmed_at_idx ON public.bookings (confirmed_at)
    WHERE confirmed_at IS NOT NULL;
CREATE INDEX bookings_completed_at_idx ON public.bookings (completed_at)
    WHERE completed_at IS NOT NULL;
CREATE INDEX bookings_cancelled_at_idx ON public.bookings (cancelled_at)
    WHERE cancelled_at IS NOT NULL;
CREATE INDEX payments_refunded_at_idx ON public.payments (refunded_at)
    WHERE refunded_at IS NOT NULL;
CREATE INDEX booking_disputes_created_at_idx ON public.booking_status_history (created_at)
    WHERE status = 'DISPUTED';
-- And whether a booking was ever disputed, without reading its history.
CREATE INDEX booking_disputes_booking_id_idx ON public.booking_status_history (booking_id)
    WHERE status = 'DISPUTED';

-- The days of the attached partitions of search_logs: those that can be recomputed. Days that were
-- archived are kept as they are. The bounds are read as they were written, whatever the caller's
-- style.
CREATE FUNCTION rollup.present_search_days() RETURNS SETOF date
LANGUAGE sql STABLE SET datestyle = 'ISO' SET timezone = 'UTC'
BEGIN ATOMIC
    SELECT generate_series(
        etl.business_day(bound.moments[1]::timestamptz),
        etl.business_day(bound.moments[2]::timestamptz) - 1,
        '1 day'
    )::date
    FROM pg_inherits AS child
    JOIN pg_class AS partition ON partition.oid = child.inhrelid
    CROSS JOIN LATERAL regexp_match(
        pg_get_expr(partition.relpartbound, partition.oid), 'FROM \(''(.*)''\) TO \(''(.*)''\)'
    ) AS bound (moments)
    WHERE child.inhparent = 'public.search_logs'::regclass AND NOT child.inhdetachpending;
END;
