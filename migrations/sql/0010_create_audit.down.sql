DROP TRIGGER system_config_touch_updated_at ON system_config;
DROP TABLE system_config;
DROP TABLE search_logs;
DROP TABLE admin_logs;
