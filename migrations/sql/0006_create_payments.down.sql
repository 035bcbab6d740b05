DROP TRIGGER payments_touch_updated_at ON payments;
DROP TABLE payments;
