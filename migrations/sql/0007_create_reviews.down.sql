DROP TRIGGER reviews_touch_updated_at ON reviews;
DROP TABLE reviews;
