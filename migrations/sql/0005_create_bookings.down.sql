DROP TABLE booking_status_history;
DROP TRIGGER bookings_touch_updated_at ON bookings;
DROP TABLE bookings;
