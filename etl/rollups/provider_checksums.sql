-- Checksum of each row of the published objects that hold a row per provider, so that a refresh
-- need not read those that stayed.
CREATE TABLE rollup.provider_checksums (
    object text NOT NULL,
    provider_id text NOT NULL,
    checksum numeric NOT NULL,
    CONSTRAINT provider_checksums_pkey PRIMARY KEY (object, provider_id)
);
