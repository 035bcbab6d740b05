-- A small marketplace in the tables that Prisma made: all of 20 tables, half a year of rows. What
-- is drawn by lot is drawn from the number of the row, so that it is always the same.

CREATE FUNCTION pg_temp.lot(number bigint, salt text, choices integer) RETURNS integer
LANGUAGE sql RETURN mod(('x' || left(md5(number || salt), 7))::bit(28)::integer, choices);

CREATE FUNCTION pg_temp.moment(number bigint) RETURNS timestamp(3)
LANGUAGE sql RETURN '2025-05-01'::timestamp
    + pg_temp.lot(number, 'day', 190) * interval '1 day'
    + pg_temp.lot(number, 'ms', 86400000) * interval '1 ms';

INSERT INTO users ("id", "role", "phone", "email", "name", "createdAt", "updatedAt")
SELECT 'user' || n, (CASE WHEN n <= 20 THEN 'PROVIDER' ELSE 'CUSTOMER' END)::"UserRole",
    '+91' || 7000000000 + n, CASE WHEN n % 3 > 0 THEN 'p' || n || '@example.com' END,
    CASE n % 3 WHEN 0 THEN 'आशा ' || n ELSE E'Ravi "the\\fixer" ' || n END,
    '2025-04-01', pg_temp.moment(n)
FROM generate_series(1, 120) AS n;

INSERT INTO accounts ("id", "userId", "type", "provider", "providerAccountId", "expires_at")
SELECT 'account' || n, 'user' || n, 'oauth', 'google', n::text, n FROM generate_series(1, 30) AS n;

INSERT INTO sessions ("id", "sessionToken", "userId", "expires")
SELECT 'session' || n, md5(n::text), 'user' || n, '2027-01-01' FROM generate_series(1, 30) AS n;

INSERT INTO verification_tokens ("identifier", "token", "type", "expires")
SELECT '+91' || n, md5('token' || n), 'OTP', '2027-01-01' FROM generate_series(1, 12) AS n;

INSERT INTO categories ("id", "name", "nameTranslations", "slug", "updatedAt")
SELECT 'category' || n, name, jsonb_build_object('en', name, 'hi', 'सेवा'), lower(name), now()
FROM unnest(ARRAY['Plumbing', 'Cleaning', 'Tuition']) WITH ORDINALITY AS c (name, n);

INSERT INTO sub_categories ("id", "categoryId", "name", "nameTranslations", "slug", "updatedAt")
SELECT 'sub' || n, 'category' || 1 + n % 3, 'Kind ' || n, '{"en": "Kind"}', 'kind-' || n, now()
FROM generate_series(1, 6) AS n;

INSERT INTO provider_profiles (
    "id", "userId", "businessName", "categoryId", "subCategoryIds", "profileStatus", "isActive",
    "serviceAreas", "baseLocation", "locationPoint", "totalJobs", "completedJobs", "embedding",
    "createdAt", "updatedAt"
)
SELECT 'provider' || n, 'user' || n, 'Business ' || n, 'category' || 1 + n % 3,
    CASE WHEN n % 4 > 0 THEN ARRAY['sub' || 1 + n % 6] END, 'APPROVED', true,
    jsonb_build_array(
        jsonb_build_object('type', 'radius', 'lat', 26.8, 'lng', 80.9, 'radiusKm', 5)
    ),
    '{"lat": 26.8467, "lng": 80.9462, "city": "Lucknow"}',
    ST_SetSRID(ST_MakePoint(80.9 + n / 100.0, 26.8 + n / 200.0), 4326), 999, 998,
    CASE WHEN n = 1 THEN array_fill(0.25, ARRAY[1536])::vector END, '2025-04-02', now()
FROM generate_series(1, 20) AS n;

INSERT INTO provider_photos ("id", "providerId", "url")
SELECT 'photo' || n, 'provider' || 1 + n % 20, '/photos/' || n FROM generate_series(1, 25) AS n;

INSERT INTO certifications ("id", "providerId", "title", "issueDate")
SELECT 'certificate' || n, 'provider' || n, 'ITI', '2020-01-01' FROM generate_series(1, 9) AS n;

INSERT INTO customer_profiles ("id", "userId", "preferredCategories", "totalSpent", "updatedAt")
SELECT 'customer' || n, 'user' || n, ARRAY['category1', NULL], 10.50, now()
FROM generate_series(21, 120) AS n;

INSERT INTO bookings (
    "id", "bookingNumber", "customerId", "providerId", "serviceType", "serviceLocation",
    "scheduledDate", "scheduledTime", "status", "quotedPrice", "finalPrice", "createdAt",
    "updatedAt", "confirmedAt", "completedAt", "cancelledAt"
)
SELECT 'booking' || n, 'BK-2025-' || lpad(n::text, 6, '0'),
    'customer' || 21 + pg_temp.lot(n, 'customer', 100),
    'provider' || 1 + pg_temp.lot(n, 'provider', 20), 'Leak repair', '{"lat": 26.8, "lng": 80.9}',
    moment + interval '1 day', '{"start": "10:00"}', status::"BookingStatus",
    100 + pg_temp.lot(n, 'price', 90000) / 100.0, 100 + pg_temp.lot(n, 'price', 90000) / 100.0,
    moment, moment, CASE WHEN status <> 'PENDING' THEN moment + interval '1 hour' END,
    CASE WHEN status = 'COMPLETED' THEN moment + interval '1 day' END,
    CASE WHEN status = 'CANCELLED' THEN moment + interval '1 day' END
FROM generate_series(1, 300) AS n
CROSS JOIN LATERAL (
    SELECT pg_temp.moment(n) AS moment,
        (ARRAY['PENDING', 'CONFIRMED', 'COMPLETED', 'COMPLETED', 'CANCELLED', 'DISPUTED'])[
            1 + pg_temp.lot(n, 'status', 6)
        ] AS status
) AS drawn;

INSERT INTO booking_status_history ("id", "bookingId", "status", "changedBy", "createdAt")
SELECT 'history' || "id", "id", "status", 'system', "createdAt" FROM bookings;

INSERT INTO payments (
    "id", "bookingId", "amount", "method", "status", "transactionId", "paidAt", "createdAt",
    "updatedAt"
)
SELECT 'payment' || "id", "id", "finalPrice", 'UPI', 'COMPLETED', 'tx-' || "id", "completedAt",
    "completedAt", "completedAt"
FROM bookings
WHERE "status" = 'COMPLETED';

INSERT INTO reviews (
    "id", "bookingId", "customerId", "providerId", "overallRating", "photos", "createdAt",
    "updatedAt"
)
SELECT 'review' || "id", "id", "customerId", "providerId",
    1 + pg_temp.lot(row_number() OVER (ORDER BY "id"), 'stars', 5), ARRAY['/a.jpg'],
    "completedAt" + interval '2 hours', "completedAt" + interval '2 hours'
FROM bookings
WHERE "status" = 'COMPLETED' AND right("id", 1) < '7';

INSERT INTO chat_rooms ("id", "customerId", "providerId", "bookingId", "updatedAt")
SELECT DISTINCT ON ("customerId", "providerId")
    'room' || "id", "customerId", "providerId", "id", now()
FROM bookings
ORDER BY "customerId", "providerId", "id";

INSERT INTO messages ("id", "chatRoomId", "senderId", "content", "createdAt")
SELECT 'message' || n || "id", "id", 'user' || substring("customerId" FROM '\d+'),
    E'Line one\nline\ttwo, 100% \\N', pg_temp.moment(n * 1000 + length("id"))
FROM chat_rooms
CROSS JOIN generate_series(1, 4) AS n;

INSERT INTO notifications ("id", "userId", "type", "title", "body", "sentVia", "createdAt")
SELECT 'notice' || n, 'user' || 1 + n % 120, 'BOOKING_NEW', 'New', 'Body', ARRAY['PUSH'],
    pg_temp.moment(n)
FROM generate_series(1, 400) AS n;

INSERT INTO admin_logs ("id", "userId", "action", "entityType", "entityId")
SELECT 'log' || n, 'user1', 'APPROVE_PROVIDER', 'USER', 'user' || n FROM generate_series(1, 20) AS n;

INSERT INTO search_logs (
    "id", "userId", "query", "filters", "location", "resultsCount", "responseTime", "createdAt"
)
SELECT 'search' || n, CASE WHEN n % 5 > 0 THEN 'user' || 21 + n % 100 END, 'plumber ' || n % 7,
    '{"category": "category1"}', '{"lat": 26.85, "lng": 80.95}', n % 4, 50 + n % 300,
    pg_temp.moment(n)
FROM generate_series(1, 600) AS n;

INSERT INTO system_config ("id", "key", "value", "updatedAt")
VALUES ('config1', 'reputation', '{"mode": "documented"}', now());
