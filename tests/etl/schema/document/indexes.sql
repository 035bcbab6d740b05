-- Sections 3.1 and 3.2 of the database design, verbatim.

CREATE INDEX CONCURRENTLY idx_users_phone_active
  ON users(phone) WHERE is_active = true AND is_banned = false;

CREATE INDEX CONCURRENTLY idx_users_email_active
  ON users(email) WHERE is_active = true AND is_banned = false;

CREATE INDEX CONCURRENTLY idx_providers_location
  ON provider_profiles USING GIST (location_point);

CREATE INDEX CONCURRENTLY idx_providers_service_area
  ON provider_profiles USING GIST (service_area);

CREATE INDEX CONCURRENTLY idx_providers_active_category
  ON provider_profiles(category_id, is_active, profile_status)
  WHERE is_active = true AND profile_status = 'APPROVED';

CREATE INDEX CONCURRENTLY idx_providers_reputation
  ON provider_profiles(reputation_score DESC, average_rating DESC)
  WHERE is_active = true;

CREATE INDEX CONCURRENTLY idx_providers_search
  ON provider_profiles USING GIN (searchable_text gin_trgm_ops);

CREATE INDEX CONCURRENTLY idx_providers_embedding
  ON provider_profiles USING ivfflat (embedding vector_cosine_ops)
  WITH (lists = 100);

CREATE INDEX CONCURRENTLY idx_bookings_customer_status
  ON bookings(customer_id, status, scheduled_date DESC);

CREATE INDEX CONCURRENTLY idx_bookings_provider_status
  ON bookings(provider_id, status, scheduled_date DESC);

CREATE INDEX CONCURRENTLY idx_bookings_pending
  ON bookings(provider_id, created_at DESC)
  WHERE status = 'PENDING';

CREATE INDEX CONCURRENTLY idx_bookings_upcoming
  ON bookings(scheduled_date)
  WHERE status IN ('CONFIRMED', 'IN_PROGRESS');

CREATE INDEX CONCURRENTLY idx_messages_room_recent
  ON messages(chat_room_id, created_at DESC);

CREATE INDEX CONCURRENTLY idx_messages_unread
  ON messages(chat_room_id, is_read, created_at DESC)
  WHERE is_read = false;

CREATE INDEX CONCURRENTLY idx_chat_rooms_customer
  ON chat_rooms(customer_id, last_message_at DESC)
  WHERE is_active = true;

CREATE INDEX CONCURRENTLY idx_chat_rooms_provider
  ON chat_rooms(provider_id, last_message_at DESC)
  WHERE is_active = true;

CREATE INDEX CONCURRENTLY idx_reviews_provider_published
  ON reviews(provider_id, created_at DESC)
  WHERE is_published = true AND is_flagged = false;

CREATE INDEX CONCURRENTLY idx_reviews_recent_published
  ON reviews(created_at DESC)
  WHERE is_published = true AND is_flagged = false;

CREATE INDEX CONCURRENTLY idx_reviews_flagged
  ON reviews(flagged_at DESC)
  WHERE is_flagged = true;

CREATE INDEX CONCURRENTLY idx_notifications_user_unread
  ON notifications(user_id, created_at DESC)
  WHERE is_read = false;

CREATE INDEX CONCURRENTLY idx_notifications_cleanup
  ON notifications(created_at)
  WHERE is_read = true;

CREATE INDEX CONCURRENTLY idx_payments_date_status
  ON payments(paid_at, status)
  WHERE status = 'COMPLETED';

CREATE INDEX CONCURRENTLY idx_bookings_provider_stats
  ON bookings(provider_id, status, completed_at)
  WHERE status = 'COMPLETED';

CREATE INDEX CONCURRENTLY idx_search_logs_analysis
  ON search_logs(created_at, clicked_provider_id);

CREATE INDEX CONCURRENTLY idx_providers_search_composite
  ON provider_profiles(
    category_id,
    is_active,
    profile_status,
    average_rating DESC,
    reputation_score DESC
  )
  WHERE is_active = true AND profile_status = 'APPROVED';

CREATE INDEX CONCURRENTLY idx_bookings_history_pagination
  ON bookings(customer_id, created_at DESC, id)
  INCLUDE (booking_number, status, final_price);

CREATE INDEX CONCURRENTLY idx_bookings_provider_dashboard
  ON bookings(provider_id, status, created_at)
  INCLUDE (final_price, scheduled_date);
