DROP TABLE messages;
DROP TRIGGER chat_rooms_touch_updated_at ON chat_rooms;
DROP TABLE chat_rooms;
