-- The state of 0027: chat, notifications, logs, settings, the record of the archive.

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
    moderation_flags text[] NOT NULL DEFAULT '{}',
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

CREATE TABLE notifications (
    id text NOT NULL DEFAULT uuid_generate_v4()::text,
    user_id text NOT NULL,
    type notification_type NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    data jsonb,
    sent_via text[] NOT NULL DEFAULT '{}',
    is_read boolean NOT NULL DEFAULT false,
    read_at timestamptz,
    delivered_at timestamptz,
    failed_at timestamptz,
    failure_reason text,
    priority integer NOT NULL DEFAULT 0,
    expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT notifications_pkey PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);

CREATE INDEX notifications_user_id_created_at_idx ON notifications (user_id, created_at DESC);

CREATE INDEX notifications_is_read_idx ON notifications (is_read);

CREATE INDEX notifications_type_idx ON notifications (type);

CREATE INDEX notifications_created_at_idx ON notifications (created_at);

CREATE INDEX idx_notifications_user_unread ON notifications (user_id, created_at DESC)
    WHERE is_read = false;

CREATE INDEX idx_notifications_cleanup ON notifications (created_at) WHERE is_read = true;

CREATE TABLE admin_logs (
    id text CONSTRAINT admin_logs_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    user_id text NOT NULL,
    action text NOT NULL,
    entity_type text NOT NULL,
    entity_id text NOT NULL,
    details jsonb,
    ip_address text,
    user_agent text,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX admin_logs_user_id_idx ON admin_logs (user_id);

CREATE INDEX admin_logs_entity_type_entity_id_idx ON admin_logs (entity_type, entity_id);

CREATE INDEX admin_logs_action_idx ON admin_logs (action);

CREATE INDEX admin_logs_created_at_idx ON admin_logs (created_at);

CREATE TABLE search_logs (
    id text NOT NULL DEFAULT uuid_generate_v4()::text,
    user_id text,
    session_id text,
    query text NOT NULL,
    filters jsonb,
    location jsonb,
    results_count integer NOT NULL,
    clicked_provider_id text,
    click_position integer,
    response_time integer,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT search_logs_pkey PRIMARY KEY (id, created_at),
    CONSTRAINT search_logs_location_in_range CHECK (etl.coordinates_in_range(location)),
    CONSTRAINT search_logs_results_count_not_negative CHECK (results_count >= 0),
    CONSTRAINT search_logs_click_position_positive CHECK (click_position >= 1),
    CONSTRAINT search_logs_response_time_not_negative CHECK (response_time >= 0)
) PARTITION BY RANGE (created_at);

CREATE INDEX search_logs_user_id_idx ON search_logs (user_id);

CREATE INDEX search_logs_session_id_idx ON search_logs (session_id);

CREATE INDEX idx_search_logs_analysis ON search_logs (created_at, clicked_provider_id);

CREATE TABLE system_config (
    id text CONSTRAINT system_config_pkey PRIMARY KEY DEFAULT uuid_generate_v4()::text,
    key text NOT NULL CONSTRAINT system_config_key_key UNIQUE,
    value jsonb NOT NULL,
    description text,
    is_active boolean NOT NULL DEFAULT true,
    updated_by text,
    updated_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TYPE etl.job_change AS (provider_id text, status booking_status, jobs integer);

CREATE TABLE etl.archived_weeks (
    week text PRIMARY KEY,
    first_day date NOT NULL UNIQUE,
    state text NOT NULL,
    row_count bigint,
    checksum text,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    verified_at timestamptz,
    CONSTRAINT archived_weeks_named_for_day CHECK (week = to_char(first_day, 'IYYY"w"IW')),
    CONSTRAINT archived_weeks_begin_on_monday CHECK (extract(ISODOW FROM first_day) = 1),
    CONSTRAINT archived_weeks_state_known CHECK (
        state IN ('closed', 'detached', 'exported', 'archived', 'restored')
    ),
    CONSTRAINT archived_weeks_counted_when_exported CHECK (
        state IN ('closed', 'detached') OR (row_count IS NOT NULL AND checksum IS NOT NULL)
    ),
    CONSTRAINT archived_weeks_verified_when_gone CHECK (
        state <> 'archived' OR verified_at IS NOT NULL
    )
);

COMMENT ON COLUMN etl.archived_weeks.checksum IS
    'Of the rows, whatever their order; the manifest of the week has the same.';
