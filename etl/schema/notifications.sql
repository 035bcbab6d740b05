-- Notifications to users, partitioned by business month (see partitions.sql).

CREATE TABLE notifications (
    id text NOT NULL DEFAULT uuid_generate_v4()::text,
    user_id text NOT NULL,
    type notification_type NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    data jsonb,
    sent_via text[] DEFAULT '{}',
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
