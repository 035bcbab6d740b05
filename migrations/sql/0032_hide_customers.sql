-- Sketches of searches become those of keyed hashes, of terms too, and no reader reads them; where
-- a provider lives is for the admin reader alone; contact details are hidden in names.

CREATE TABLE etl.customer_key (
    key bytea NOT NULL,
    is_only boolean NOT NULL DEFAULT true CONSTRAINT customer_key_pkey PRIMARY KEY,
    CONSTRAINT customer_key_is_only CHECK (is_only)
);

COMMENT ON TABLE etl.customer_key IS 'The secret key of etl.customer_hash: one row.';

INSERT INTO etl.customer_key (key)
SELECT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());

ALTER TABLE rollup.search_terms ADD COLUMN customers hll;

CREATE SCHEMA admin;
COMMENT ON SCHEMA admin IS 'What the admin reader alone may read besides';
GRANT USAGE ON SCHEMA admin TO localpro_admin_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA admin GRANT SELECT ON TABLES TO localpro_admin_reader;

DROP VIEW IF EXISTS analytics.provider_directory, etl.provider_directory;
ALTER TABLE rollup.provider_directory DROP COLUMN location_point;

-- Shapes of service areas are made anew, off the exact places.
DELETE FROM etl.service_area_cells;

-- Days in the archive keep their old sketches, and their terms have none: these are of few people.
INSERT INTO etl.dirty_days (source) VALUES ('search_logs'), ('provider_profiles'), ('reviews');
