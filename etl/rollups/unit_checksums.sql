-- Rows and order-independent checksum of each unit (a day, a provider, a block of cells, all of it)
-- of the published views over rollups, so that a refresh need not read the units that stayed.
CREATE TABLE rollup.unit_checksums (
    object text NOT NULL,
    unit text NOT NULL,
    rows bigint NOT NULL,
    checksum numeric NOT NULL,
    CONSTRAINT unit_checksums_pkey PRIMARY KEY (object, unit)
);
