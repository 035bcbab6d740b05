-- What a writer leaves is called a mark everywhere.
ALTER TABLE etl.dirty_days RENAME TO day_marks;
ALTER TABLE etl.dirty_bookings RENAME TO booking_marks;
ALTER TABLE etl.dirty_providers RENAME TO provider_marks;
ALTER TABLE etl.provider_marks RENAME CONSTRAINT dirty_providers_one_id TO provider_marks_one_id;
