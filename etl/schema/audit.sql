-- What admins did, what people searched for (partitioned by ISO week), and the system's settings.

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

-- A link to a file is good for one time: the line that says that it was used is written first.
CREATE UNIQUE INDEX admin_logs_one_file_of_a_link ON admin_logs (entity_id)
    WHERE action = 'EXPORT' AND entity_type = 'FILE';

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

CREATE TRIGGER system_config_touch_updated_at BEFORE UPDATE ON system_config
FOR EACH ROW WHEN (NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at)
EXECUTE FUNCTION etl.touch_updated_at();
