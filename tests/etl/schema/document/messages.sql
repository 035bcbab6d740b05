-- The partitioned parent of section 4.1 of the database design, verbatim.

CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  chat_room_id TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  type TEXT NOT NULL,
  content TEXT,
  created_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
) PARTITION BY RANGE (created_at);
