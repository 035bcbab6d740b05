-- The days that marks and sources stand for, as the refresh's own snapshot sees them.

-- The days on which anything of the bookings' tables counts now.
CREATE FUNCTION rollup.present_booking_days() RETURNS SETOF date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT etl.business_day(at) FROM etl.booking_moments WHERE rollup.has_day(at);
END;

-- The days on which bookings count otherwise since their versions came and went; one of them is
-- NULL if a booking was requested at no day. All that a booking is counts on the day on which it
-- was requested. On the days of its other moments it counts for its provider, as its service and in
-- its currency, whatever else changes: not if as many versions with all this came as went.
CREATE FUNCTION rollup.days_of_versions() RETURNS SETOF date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT rollup.day_of(event.at)
    FROM (
        SELECT created_at AS at FROM etl.booking_versions
        UNION
        SELECT at
        FROM etl.version_moments
        WHERE field <> 'created_at' AND at IS NOT NULL
        GROUP BY booking_id, provider_id, service_type, currency, field, at
        HAVING sum(change) <> 0
    ) AS event;
END;

-- The bookings whose dependents count otherwise: marked by these, or of which versions are of more
-- than one provider, service or currency.
CREATE FUNCTION rollup.bookings_to_expand() RETURNS SETOF text
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT booking_id FROM etl.booking_marks
    UNION
    SELECT booking_id
    FROM etl.booking_versions
    GROUP BY booking_id
    HAVING count(DISTINCT (provider_id, service_type, currency)) > 1;
END;

-- The days on which anything counts that depends on one of these bookings, and those on which they
-- were requested, where it counts too. Their other moments the bookings mark themselves. Row by row
-- through the keys, however many bookings there are.
CREATE FUNCTION rollup.days_of_bookings(booking_ids text[]) RETURNS SETOF date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT etl.business_day(event.at)
    FROM unnest(booking_ids) AS marked (booking_id)
    CROSS JOIN LATERAL (
        SELECT moment.at
        FROM etl.booking_moments AS moment
        WHERE moment.booking_id = marked.booking_id
            AND (moment.relation <> 'bookings' OR moment.field = 'created_at')
        OFFSET 0
    ) AS event
    WHERE rollup.has_day(event.at);
END;

-- The days of searches whose bookings may be others since versions of bookings came and went: not
-- if as many of a customer with a provider at that moment came as went.
CREATE FUNCTION rollup.days_of_booked_searches() RETURNS SETOF date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT DISTINCT searched.day::date
    FROM (
        SELECT created_at
        FROM etl.booking_versions
        WHERE rollup.has_day(created_at - rollup.attribution_window())
        GROUP BY customer_id, provider_id, created_at
        HAVING sum(change) <> 0
    ) AS changed
    CROSS JOIN LATERAL generate_series(
        etl.business_day(changed.created_at - rollup.attribution_window())::timestamp,
        etl.business_day(changed.created_at)::timestamp,
        '1 day'
    ) AS searched (day);
END;
