-- The tables of a marketplace that is being adopted: how far each has come.
CREATE TABLE etl.adopted_tables (
    name text CONSTRAINT adopted_tables_pkey PRIMARY KEY,
    last_key text,
    is_complete boolean NOT NULL DEFAULT false,
    verified_rows bigint,
    verified_checksum numeric,
    verified_at timestamptz,
    finished_at timestamptz
);

COMMENT ON TABLE etl.adopted_tables IS
    'Tables of a marketplace that is being adopted; `last_key` is the last that was copied.';
COMMENT ON COLUMN etl.adopted_tables.finished_at IS 'Since when its rows are written here alone.';
