-- 10,000 providers with embeddings and 50,000 reviews; no trigger runs. Every score is right.
-- As superuser. The index of embeddings is built at the end, in a fifth of the time.
SET session_replication_role = replica;
DROP INDEX idx_providers_embedding;

INSERT INTO categories (id, name, name_translations, slug)
VALUES ('category', 'Category', '{"en": "Category"}', 'category');

INSERT INTO users (id, role, phone, name, created_at)
SELECT 'user' || n, 'PROVIDER', '+91' || 7000000000 + n, 'Provider', now() - n * interval '1 hour'
FROM generate_series(1, 10000) AS n;

INSERT INTO provider_profiles (
    id, user_id, category_id, is_active, profile_status, completed_jobs, cancelled_jobs,
    average_rating, response_time_seconds, aadhaar_verified, background_verified, embedding
)
SELECT
    'provider' || n, 'user' || n, 'category', true, 'APPROVED', n % 150, n % 20,
    (n % 500) / 100.0, (n * 37) % 9000, n % 2 = 0, n % 3 = 0,
    -- the condition makes it a vector for each, not one for all
    (SELECT array_agg(random() - 0.5) FROM generate_series(1, 1536) WHERE n > 0)::vector
FROM generate_series(1, 10000) AS n;

INSERT INTO reviews (
    booking_id, customer_id, provider_id, overall_rating, is_published, is_flagged, created_at
)
SELECT
    'booking' || n, 'customer', 'provider' || (1 + n % 10000), 1 + (n * 7) % 5,
    n % 11 <> 0, n % 13 = 0, now() - n * interval '1 minute'
FROM generate_series(1, 50000) AS n;

ANALYZE users, provider_profiles, reviews;
UPDATE provider_profiles AS provider
SET reputation_score = parts.total
FROM etl.reputation_parts AS parts
WHERE parts.provider_id = provider.id;

SET maintenance_work_mem = '256MB';
CREATE INDEX idx_providers_embedding
    ON provider_profiles USING hnsw (embedding vector_cosine_ops);
SET session_replication_role = origin;
