-- Who serves each map cell (H3 resolution 8): active, approved providers whose area covers it.
-- A provider that changes changes few cells: the blocks of these alone are counted again.

-- Cells that share the first digits of their name lie together, on some 70 km2.
CREATE FUNCTION rollup.block_of_cell(h3_cell text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN left(h3_cell, 8);

-- The providers that count, as they were counted. A provider whose row stays changes no cell.
CREATE TABLE rollup.serving_providers (
    provider_id text PRIMARY KEY,
    category_id text NOT NULL,
    aadhaar_verified boolean NOT NULL,
    cells_hash text NOT NULL,
    blocks text[] NOT NULL,
    reputation_score numeric(5, 2) NOT NULL
);

COMMENT ON COLUMN rollup.serving_providers.blocks IS 'Where the cells lie that it serves.';

CREATE TABLE rollup.coverage_cells (
    block text NOT NULL,
    h3_cell text NOT NULL,
    category_id text NOT NULL,
    providers bigint NOT NULL,
    verified_providers bigint NOT NULL,
    best_reputation numeric NOT NULL,
    CONSTRAINT coverage_cells_pkey PRIMARY KEY (h3_cell, category_id)
);

CREATE INDEX coverage_cells_block ON rollup.coverage_cells (block, category_id);

-- Rows and checksum of each block, so that a refresh need not read those that stayed.
CREATE TABLE rollup.coverage_checksums (
    block text CONSTRAINT coverage_checksums_pkey PRIMARY KEY,
    rows bigint NOT NULL,
    checksum numeric NOT NULL
);

CREATE FUNCTION rollup.compute_coverage_cells() RETURNS SETOF rollup.coverage_cells
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        rollup.block_of_cell(cell.h3_cell),
        cell.h3_cell,
        provider.category_id,
        count(*),
        count(*) FILTER (WHERE provider.aadhaar_verified),
        max(provider.reputation_score)
    FROM rollup.serving_providers AS provider
    JOIN etl.service_area_cells AS served ON served.provider_id = provider.provider_id
    CROSS JOIN LATERAL unnest(served.cells) AS cell (h3_cell)
    GROUP BY cell.h3_cell, provider.category_id;
END;

-- The same of some blocks, each with its category: of their providers, found by the blocks that
-- these serve, the cells that lie there.
CREATE FUNCTION rollup.compute_coverage_blocks(blocks text[], category_ids text[])
RETURNS SETOF rollup.coverage_cells
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        rollup.block_of_cell(cell.h3_cell),
        cell.h3_cell,
        provider.category_id,
        count(*),
        count(*) FILTER (WHERE provider.aadhaar_verified),
        max(provider.reputation_score)
    FROM (
        SELECT
            served.provider_id,
            served.category_id,
            served.aadhaar_verified,
            served.reputation_score,
            array_agg(served.block) AS blocks,
            count(*) = served.blocks AS are_all
        FROM unnest(compute_coverage_blocks.blocks, category_ids) AS changed (block, category_id)
        -- OFFSET 0: to be hashed, not to be gone through for each that changed.
        JOIN (
            SELECT
                serving.provider_id,
                serving.category_id,
                serving.aadhaar_verified,
                serving.reputation_score,
                cardinality(serving.blocks) AS blocks,
                lies.block
            FROM rollup.serving_providers AS serving
            CROSS JOIN LATERAL unnest(serving.blocks) AS lies (block)
            OFFSET 0
        ) AS served ON served.block = changed.block AND served.category_id = changed.category_id
        GROUP BY
            served.provider_id, served.category_id, served.aadhaar_verified,
            served.reputation_score, served.blocks
    ) AS provider
    JOIN etl.service_area_cells AS area ON area.provider_id = provider.provider_id
    CROSS JOIN LATERAL unnest(area.cells) AS cell (h3_cell)
    WHERE provider.are_all OR rollup.block_of_cell(cell.h3_cell) = ANY (provider.blocks)
    GROUP BY cell.h3_cell, provider.category_id;
END;
