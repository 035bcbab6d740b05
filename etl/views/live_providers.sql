-- A time of day as `09:00`, of what providers say: `9:00`, `18:30:00`, `24:00`; NULL for all else.
CREATE FUNCTION analytics.time_of_day(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN said ~ '^([01]?[0-9]|2[0-4]):[0-5][0-9](:[0-5][0-9])?$'
        THEN lpad(substring(said FROM '^[0-9]+:[0-9]{2}'), 5, '0')
END COLLATE "C";

-- What the approved, active providers do at this moment, by category and district: `busy` are those
-- with a job under way; `available` the others who are within their working hours, on a day that
-- they have not blocked; `hours_unknown` who name no hours of any day; `off_hours` all others.
-- Hours that end before they begin go on after midnight. The district is the newest version's.
CREATE VIEW analytics.live_providers AS
WITH clock AS (
    SELECT
        to_char(local, 'HH24:MI') COLLATE "C" AS time,
        to_char(local - since, 'FMday') AS weekday,
        to_char(local - since, 'YYYY-MM-DD') AS day,
        since > interval '0' AS is_yesterday
    FROM (SELECT now() AT TIME ZONE etl.business_time_zone() AS local) AS here
    CROSS JOIN (VALUES (interval '0'), (interval '1 day')) AS both_days (since)
),
provider AS (
    SELECT
        id,
        category_id,
        COALESCE(working_hours, 'null') AS week,
        COALESCE(availability, 'null') AS calendar
    FROM public.provider_profiles
    WHERE is_active AND profile_status = 'APPROVED'
),
-- Many work at the same hours: each week and calendar is looked into once.
hours AS MATERIALIZED (
    SELECT
        stated.week,
        stated.calendar,
        jsonb_path_exists(
            stated.week, '$.*.start ? (@ like_regex "^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$")'
        ) AS are_known,
        bool_or(
            (said.day ->> 'isAvailable') IS DISTINCT FROM 'false'
            AND NOT jsonb_path_exists(
                stated.calendar, '$.blockedDates[*] ? (@ starts with $day)',
                jsonb_build_object('day', clock.day), true
            )
            AND CASE
                WHEN clock.is_yesterday
                    THEN said.closes <= said.opens AND clock.time < said.closes
                ELSE clock.time >= said.opens
                    AND (clock.time < said.closes OR said.closes <= said.opens)
            END
        ) AS are_now
    FROM (SELECT DISTINCT week, calendar FROM provider) AS stated
    CROSS JOIN clock
    CROSS JOIN LATERAL (
        SELECT
            stated.week -> clock.weekday AS day,
            analytics.time_of_day(stated.week -> clock.weekday ->> 'start') AS opens,
            analytics.time_of_day(stated.week -> clock.weekday ->> 'end') AS closes
    ) AS said
    GROUP BY stated.week, stated.calendar
),
seen AS (
    SELECT
        provider.category_id,
        COALESCE(place.district, 'Unknown') AS district,
        CASE
            WHEN working.provider_id IS NOT NULL THEN 'busy'
            WHEN hours.are_now THEN 'available'
            WHEN hours.are_known THEN 'off_hours'
            ELSE 'hours_unknown'
        END AS state
    FROM provider
    JOIN hours ON hours.week = provider.week AND hours.calendar = provider.calendar
    LEFT JOIN rollup.provider_places AS place ON place.provider_id = provider.id
    LEFT JOIN (
        SELECT DISTINCT provider_id FROM public.bookings WHERE status = 'IN_PROGRESS'
    ) AS working ON working.provider_id = provider.id
)
SELECT
    category_id,
    district,
    count(*) FILTER (WHERE state = 'available') AS available,
    count(*) FILTER (WHERE state = 'busy') AS busy,
    count(*) FILTER (WHERE state = 'off_hours') AS off_hours,
    count(*) FILTER (WHERE state = 'hours_unknown') AS hours_unknown
FROM seen
GROUP BY category_id, district;

COMMENT ON VIEW analytics.live_providers IS
    'What approved, active providers do at this moment, by category and district.';
