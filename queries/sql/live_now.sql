-- What happens at this moment: open bookings by status; what providers do, by category and by
-- district; and what happened in each of the last thirty minutes.
-- Params: none
-- Grain:  one row; each part is an array of objects
-- Reads:  analytics.live_bookings, analytics.live_providers, analytics.live_minutes,
--         analytics.categories
-- Right:  LOOK
WITH providers AS MATERIALIZED (
    SELECT category_id, district, available, busy, off_hours, hours_unknown
    FROM analytics.live_providers
),
categories AS (
    SELECT
        category_id,
        COALESCE(category.name, 'Unknown') AS category,
        sum(available) AS available,
        sum(busy) AS busy,
        sum(off_hours) AS off_hours,
        sum(hours_unknown) AS hours_unknown
    FROM providers
    LEFT JOIN analytics.categories AS category USING (category_id)
    GROUP BY category_id, category.name
),
districts AS (
    SELECT
        district,
        sum(available) AS available,
        sum(busy) AS busy,
        sum(off_hours) AS off_hours,
        sum(hours_unknown) AS hours_unknown
    FROM providers
    GROUP BY district
)
SELECT
    now() AS read_at,
    (SELECT jsonb_agg(to_jsonb(open.*)) FROM analytics.live_bookings AS open) AS bookings,
    (
        SELECT jsonb_agg(to_jsonb(each.*) ORDER BY available DESC, category, category_id)
        FROM categories AS each
    ) AS by_category,
    (
        SELECT jsonb_agg(to_jsonb(each.*) ORDER BY available DESC, district)
        FROM districts AS each
    ) AS by_district,
    (SELECT jsonb_agg(to_jsonb(each.*) ORDER BY minute) FROM analytics.live_minutes AS each)
    AS minutes
