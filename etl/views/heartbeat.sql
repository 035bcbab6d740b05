-- When the primary last wrote for nothing but to be seen: how far behind it another server is shows
-- in the beat that has come there, also while nobody else writes.
CREATE TABLE etl.heartbeat (
    is_only boolean CONSTRAINT heartbeat_pkey PRIMARY KEY DEFAULT true,
    at timestamptz NOT NULL,
    CONSTRAINT heartbeat_is_one CHECK (is_only)
);

CREATE VIEW analytics.heartbeat AS
SELECT at
FROM etl.heartbeat;

COMMENT ON VIEW analytics.heartbeat IS
    'When the primary last beat; on a standby, the last beat that has come there.';
