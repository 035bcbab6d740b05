DROP TRIGGER customer_profiles_touch_updated_at ON customer_profiles;
DROP TABLE customer_profiles;
DROP TABLE verification_tokens;
DROP TABLE sessions;
DROP TABLE accounts;
DROP TRIGGER users_touch_updated_at ON users;
DROP TABLE users;
