-- The view of section 7.1 of the database design, and its index, verbatim.

CREATE MATERIALIZED VIEW provider_stats_summary AS
SELECT
  pp.id AS provider_id,
  pp.user_id,
  u.name,
  c.name AS category,
  pp.average_rating,
  pp.reputation_score,
  pp.completed_jobs,
  COUNT(DISTINCT b.id) AS total_bookings,
  COUNT(DISTINCT CASE WHEN b.status = 'COMPLETED' THEN b.id END) AS completed_bookings,
  COUNT(DISTINCT r.id) AS review_count,
  AVG(r.overall_rating)::DECIMAL(3,2) AS avg_review_rating,
  SUM(CASE WHEN b.status = 'COMPLETED' THEN COALESCE(b.final_price, 0) ELSE 0 END) AS total_revenue
FROM provider_profiles pp
JOIN users u ON pp.user_id = u.id
JOIN categories c ON pp.category_id = c.id
LEFT JOIN bookings b ON pp.id = b.provider_id
LEFT JOIN reviews r ON pp.id = r.provider_id
WHERE pp.is_active = true
GROUP BY pp.id, pp.user_id, u.name, c.name, pp.average_rating, pp.reputation_score, pp.completed_jobs;

CREATE INDEX idx_provider_stats_summary ON provider_stats_summary(provider_id);
