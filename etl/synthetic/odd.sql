-- Rows as nobody expects them, each of a kind that real marketplaces hold. They belong to the first
-- customers and providers; each of the latter is one of its own. Runs with the triggers off, before
-- everything is counted.

CREATE TEMPORARY TABLE odd_providers ON COMMIT DROP AS
SELECT *
FROM (
    VALUES
    -- who, business, when the account was made, point (EWKT), service areas, polygon (EWKT)
    ('age', 'Account of unknown age', '-infinity', NULL, '[]', NULL),
    ('delhi', 'Based in Delhi', NULL, 'SRID=4326;POINT(77.2090 28.6139)',
        '[{"type": "radius", "lat": 28.6139, "lng": 77.2090, "radiusKm": 200}]', NULL),
    ('nowhere', 'Based in the sea', NULL, 'SRID=4326;POINT(0 0)',
        '[{"type": "radius", "lat": 0, "lng": 0, "radiusKm": 5}]', NULL),
    ('empty', '', NULL, NULL, '{}', NULL),
    ('null', 'Serves JSON null', NULL, NULL, 'null', NULL),
    ('text', 'Numbers as text', NULL, 'SRID=4326;POINT(80.9462 26.8467)',
        '[{"type": "radius", "lat": 26.8467, "lng": 80.9462, "radiusKm": "5"},
          {"type": "pincodes", "pincodes": [226001, "226001", "000000", null]}, 7]', NULL),
    ('wide', 'Serves all of it', NULL, 'SRID=4326;POINT(80.9462 26.8467)', '[]',
        'SRID=4326;POLYGON((80 25, 85 25, 85 30, 80 30, 80 25))'),
    ('crossed', 'Serves a bow tie', NULL, 'SRID=4326;POINT(80.9462 26.8467)', '[]',
        'SRID=4326;POLYGON((80 26, 81 27, 81 26, 80 27, 80 26))'),
    ('date line', 'Serves both sides of the date line', NULL, NULL, '[]',
        'SRID=4326;POLYGON((179 26, -179 26, -179 27, 179 27, 179 26))'),
    ('contact', 'Raju 98765 43210 raju@example.com', NULL, NULL, '[]', NULL),
    ('link', '<a href="https://evil.example/c">Plumber</a> ![x](https://evil.example/x.png)', NULL,
        NULL, '[]', NULL),
    ('formula', '=HYPERLINK("https://evil.example";"Plumber")', NULL, NULL, '[]', NULL),
    ('quote', 'Robert''); DROP TABLE bookings; --', NULL, NULL, '[]', NULL),
    ('long', repeat('Plumber and ', 40), NULL, NULL, '[]', NULL),
    ('invisible', E'Plumb\u200Ber\uFEFF \u202Ereversed', NULL, NULL, '[]', NULL)
) AS odd (who, business, joined, point, areas, polygon);

INSERT INTO users (id, role, phone, name, created_at, updated_at)
SELECT
    'odd ' || odd.who,
    'PROVIDER',
    '+9150000000' || lpad(row_number() OVER (ORDER BY odd.who)::text, 2, '0'),
    COALESCE(NULLIF(odd.business, ''), '?'),
    COALESCE(odd.joined::timestamptz, first.created_at),
    first.created_at
FROM odd_providers AS odd
CROSS JOIN (SELECT min(created_at) AS created_at FROM users) AS first;

INSERT INTO provider_profiles (
    id, user_id, business_name, description, category_id, profile_status, is_active,
    service_areas, base_location, location_point, service_area, pricing, working_hours,
    created_at, updated_at, last_active_at
)
SELECT
    'odd ' || odd.who, 'odd ' || odd.who, odd.business, odd.business, category.id, 'APPROVED', true,
    odd.areas::jsonb, '{}', odd.point::geometry, odd.polygon::geometry, '{}', '[]',
    first.created_at, first.created_at, first.created_at
FROM odd_providers AS odd
CROSS JOIN (SELECT min(id) AS id FROM categories) AS category
CROSS JOIN (SELECT min(created_at) AS created_at FROM users WHERE id NOT LIKE 'odd %') AS first;

-- One lists what its category has and more besides, the others nothing, in two ways, or of others.
UPDATE provider_profiles AS provider
SET sub_category_ids = CASE provider.id
    WHEN 'odd delhi' THEN ARRAY(
        SELECT id FROM sub_categories WHERE category_id = provider.category_id ORDER BY id
    ) || '{subcat_plumbing,no such sub-category,NULL,subcat_plumbing}'
    WHEN 'odd nowhere' THEN '{subcat_plumbing}'
    WHEN 'odd null' THEN NULL
    ELSE '{}'
END
WHERE provider.id LIKE 'odd %';

INSERT INTO bookings (
    id, booking_number, customer_id, provider_id, service_type, service_location, scheduled_date,
    scheduled_time, status, cancelled_by, special_instructions, quoted_price, final_price,
    created_at, updated_at, confirmed_at, started_at, completed_at, cancelled_at
)
SELECT
    'odd ' || odd.what, 'BK-ODD-' || odd.what, customer.id, 'odd delhi', odd.service, '{}',
    odd.created::timestamptz, '{}', odd.status::booking_status, NULL, odd.wishes, 500,
    odd.price, odd.created::timestamptz, odd.created::timestamptz, odd.completed::timestamptz,
    odd.completed::timestamptz, odd.completed::timestamptz, NULL
FROM (
    VALUES
    ('1970', 'Leak repair', '1970-01-01 00:00+00', 'PENDING', NULL, NULL, NULL::numeric),
    ('2062', 'Leak repair', '2062-03-01 12:00+05:30', 'PENDING', NULL, NULL, NULL),
    ('backwards', 'Leak repair', '2025-03-02 12:00+05:30', 'COMPLETED',
        '2025-03-01 12:00+05:30', NULL, 500),
    ('free', 'Leak repair', '2025-03-01 12:00+05:30', 'COMPLETED', '2025-03-01 15:00+05:30',
        NULL, 0),
    ('dear', 'Leak repair', '2025-03-01 12:00+05:30', 'COMPLETED', '2025-03-01 15:00+05:30',
        'Call 9876543210 or raju@example.com', 9999999.99),
    ('spelt', E'  HOME\t tutor ', '2025-03-01 12:00+05:30', 'PENDING', NULL, NULL, NULL),
    ('hindi', 'संगीत शिक्षक', '2025-03-01 12:00+05:30', 'PENDING', NULL, NULL, NULL),
    ('unnamed', '', '2025-03-01 12:00+05:30', 'PENDING', NULL,
        '<img src="https://evil.example/x.png">', NULL)
) AS odd (what, service, created, status, completed, wishes, price)
CROSS JOIN (SELECT min(id) AS id FROM customer_profiles) AS customer;

INSERT INTO booking_status_history (id, booking_id, status, changed_by, created_at)
SELECT id, id, status, 'system', created_at FROM bookings WHERE id LIKE 'odd %';

-- Nothing was paid, and what failed was paid all the same.
INSERT INTO payments (
    id, booking_id, amount, provider_earnings, method, status, paid_at, created_at, updated_at
)
SELECT
    booking.id, booking.id, booking.final_price, booking.final_price, 'CASH',
    odd.status::payment_status, booking.completed_at, booking.completed_at, booking.completed_at
FROM (VALUES ('odd free', 'COMPLETED'), ('odd dear', 'FAILED')) AS odd (booking_id, status)
JOIN bookings AS booking ON booking.id = odd.booking_id;

INSERT INTO reviews (
    id, booking_id, customer_id, provider_id, overall_rating, comment, created_at, updated_at
)
SELECT
    booking.id, booking.id, booking.customer_id, booking.provider_id, odd.rating, odd.comment,
    booking.completed_at, booking.completed_at
FROM (
    VALUES
    ('odd free', 5, E'Call 98765\u00A043210, a at example dot com, or raju@okaxis'),
    ('odd dear', 1, '![x](https://evil.example/x.png) =1+1')
) AS odd (booking_id, rating, comment)
JOIN bookings AS booking ON booking.id = odd.booking_id;

-- At the time of the last ordinary search, where there is a partition.
INSERT INTO search_logs (
    id, session_id, query, filters, location, results_count, response_time, created_at
)
SELECT
    'odd ' || odd.what, 'odd', odd.query, odd.filters::jsonb, odd.location::jsonb, 0, 10,
    latest.created_at
FROM (
    VALUES
    ('unknown category', 'plumber', '{"categoryId": "no such category"}', NULL),
    ('long category', 'plumber', '{"categoryId": "' || repeat('x', 250) || '"}', NULL),
    ('category of another type', 'plumber', '{"categoryId": ["plumbing", null, 7]}', NULL),
    ('empty filters', 'plumber', '{}', '{}'),
    ('list of filters', 'plumber', '[]', '[]'),
    ('place as text', 'plumber', NULL, '{"lat": "26.85", "lng": "80.95"}'),
    ('antipode', 'plumber', NULL, '{"lat": -90, "lng": 180}'),
    ('zero width', E'plum\u200Bber\uFEFF', NULL, '{"lat": 26.85, "lng": 80.95}'),
    ('no term', '', NULL, NULL),
    ('spaces', E' \t\u00A0 ', NULL, NULL),
    ('formula', '=cmd|'' /C calc''!A0', NULL, NULL),
    ('markup', '<script>alert(1)</script> ![x](https://evil.example/x.png)', NULL, NULL),
    ('contact', 'raju 9876543210 raju@example.com, 12 Main Road', NULL, NULL),
    ('long', repeat('plumber ', 2000), NULL, NULL)
) AS odd (what, query, filters, location)
CROSS JOIN (SELECT max(created_at) AS created_at FROM search_logs) AS latest;
