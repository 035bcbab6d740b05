-- Chat rooms and their messages. Messages are partitioned by business month (see partitions.sql).

CREATE TABLE chat_rooms (
    id text CONSTRAINT chat_rooms_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    customer_id text NOT NULL CONSTRAINT chat_rooms_customer_id_fkey
        REFERENCES customer_profiles (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    provider_id text NOT NULL CONSTRAINT chat_rooms_provider_id_fkey
        REFERENCES provider_profiles (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    booking_id text CONSTRAINT chat_rooms_booking_id_key UNIQUE
        CONSTRAINT chat_rooms_booking_id_fkey
        REFERENCES bookings (id) ON DELETE SET NULL ON UPDATE CASCADE,
    is_active boolean NOT NULL DEFAULT true,
    is_archived boolean NOT NULL DEFAULT false,
    last_message_at timestamptz,
    last_message_preview text,
    last_message_type message_type,
    unread_count_customer integer NOT NULL DEFAULT 0,
    unread_count_provider integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT chat_rooms_customer_id_provider_id_key UNIQUE (customer_id, provider_id),
    CONSTRAINT chat_rooms_counters_not_negative
        CHECK (unread_count_customer >= 0 AND unread_count_provider >= 0)
);

CREATE INDEX chat_rooms_provider_id_idx ON chat_rooms (provider_id);
CREATE INDEX chat_rooms_last_message_at_idx ON chat_rooms (last_message_at DESC);
CREATE INDEX chat_rooms_is_active_is_archived_idx ON chat_rooms (is_active, is_archived);

CREATE INDEX idx_chat_rooms_customer ON chat_rooms (customer_id, last_message_at DESC)
    WHERE is_active = true;
CREATE INDEX idx_chat_rooms_provider ON chat_rooms (provider_id, last_message_at DESC)
    WHERE is_active = true;

CREATE TRIGGER chat_rooms_touch_updated_at BEFORE UPDATE ON chat_rooms
FOR EACH ROW WHEN (NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at)
EXECUTE FUNCTION etl.touch_updated_at();

-- The key must hold the partition column, so an id alone is unique by its generator only.
CREATE TABLE messages (
    id text NOT NULL DEFAULT uuid_generate_v4()::text,
    chat_room_id text NOT NULL CONSTRAINT messages_chat_room_id_fkey
        REFERENCES chat_rooms (id) ON DELETE CASCADE ON UPDATE CASCADE,
    sender_id text NOT NULL CONSTRAINT messages_sender_id_fkey
        REFERENCES users (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    type message_type NOT NULL DEFAULT 'TEXT',
    content text,
    original_content text,
    detected_language text,
    translated_to text,
    media_url text,
    media_type text,
    media_size integer,
    media_duration integer,
    location jsonb,
    metadata jsonb,
    is_read boolean NOT NULL DEFAULT false,
    read_at timestamptz,
    is_deleted boolean NOT NULL DEFAULT false,
    deleted_at timestamptz,
    is_moderated boolean NOT NULL DEFAULT false,
    moderation_flags text[] DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT messages_pkey PRIMARY KEY (id, created_at),
    CONSTRAINT messages_media_not_negative CHECK (media_size >= 0 AND media_duration >= 0),
    CONSTRAINT messages_location_in_range CHECK (etl.coordinates_in_range(location))
) PARTITION BY RANGE (created_at);

CREATE INDEX messages_sender_id_idx ON messages (sender_id);
CREATE INDEX messages_type_idx ON messages (type);
CREATE INDEX messages_is_read_idx ON messages (is_read);

CREATE INDEX idx_messages_room_recent ON messages (chat_room_id, created_at DESC);
CREATE INDEX idx_messages_unread ON messages (chat_room_id, is_read, created_at DESC)
    WHERE is_read = false;
