DROP TABLE certifications;
DROP TABLE provider_photos;
DROP TRIGGER provider_profiles_touch_updated_at ON provider_profiles;
DROP TABLE provider_profiles;
