-- Who serves each map cell (H3 resolution 8): active, approved providers whose area covers it.
-- A provider that changes changes few cells: these alone are counted again.

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

-- By themselves: what is compared of a provider need not read thousands of cells.
CREATE TABLE rollup.served_cells (
    provider_id text CONSTRAINT served_cells_pkey PRIMARY KEY,
    cells text[] NOT NULL
);

COMMENT ON TABLE rollup.served_cells IS
    'The cells of each of rollup.serving_providers, as they were counted.';

CREATE TABLE rollup.coverage_cells (
    h3_cell text NOT NULL,
    category_id text NOT NULL,
    providers bigint NOT NULL,
    verified_providers bigint NOT NULL,
    best_reputation numeric NOT NULL,
    CONSTRAINT coverage_cells_pkey PRIMARY KEY (h3_cell, category_id)
);

-- By rollup.block_of_cell, as it is read.
CREATE INDEX coverage_cells_block ON rollup.coverage_cells (left(h3_cell, 8));

CREATE FUNCTION rollup.compute_coverage_cells(blocks text[]) RETURNS SETOF rollup.coverage_cells
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        cell.h3_cell AS h3_cell,
        provider.category_id AS category_id,
        count(*) AS providers,
        count(*) FILTER (WHERE provider.aadhaar_verified) AS verified_providers,
        max(provider.reputation_score) AS best_reputation
    FROM rollup.serving_providers AS provider
    JOIN rollup.served_cells AS served ON served.provider_id = provider.provider_id
    CROSS JOIN LATERAL unnest(served.cells) AS cell (h3_cell)
    WHERE rollup.block_of_cell(cell.h3_cell) = ANY (compute_coverage_cells.blocks)
    GROUP BY cell.h3_cell, provider.category_id;
END;

-- The same of some cells, each with its category: of the providers that serve anything in their
-- blocks. OFFSET 0: to be hashed, not to be gone through for each cell that is asked for.
CREATE FUNCTION rollup.compute_some_coverage(cells text[], category_ids text[])
RETURNS SETOF rollup.coverage_cells
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH chosen AS MATERIALIZED (
        SELECT * FROM unnest(cells, category_ids) AS given (h3_cell, category_id)
    ),
    nearby AS (
        SELECT DISTINCT lies.provider_id
        FROM (
            SELECT DISTINCT rollup.block_of_cell(h3_cell) AS block, category_id FROM chosen
        ) AS chosen
        JOIN (
            SELECT serving.provider_id, serving.category_id, block
            FROM rollup.serving_providers AS serving
            CROSS JOIN LATERAL unnest(serving.blocks) AS block
            OFFSET 0
        ) AS lies ON lies.block = chosen.block AND lies.category_id = chosen.category_id
    )
    SELECT
        served.h3_cell AS h3_cell,
        served.category_id AS category_id,
        count(*) AS providers,
        count(*) FILTER (WHERE served.aadhaar_verified) AS verified_providers,
        max(served.reputation_score) AS best_reputation
    FROM chosen
    JOIN (
        SELECT
            provider.category_id,
            provider.aadhaar_verified,
            provider.reputation_score,
            cell.h3_cell
        FROM nearby
        JOIN rollup.serving_providers AS provider ON provider.provider_id = nearby.provider_id
        JOIN rollup.served_cells AS area ON area.provider_id = nearby.provider_id
        CROSS JOIN LATERAL unnest(area.cells) AS cell (h3_cell)
        OFFSET 0
    ) AS served ON served.h3_cell = chosen.h3_cell AND served.category_id = chosen.category_id
    GROUP BY served.h3_cell, served.category_id;
END;

-- The same of all categories together, which is what maps are mostly asked for. The number that
-- h3_cell is written for stands beside it: what lies in it is found without reading text.
CREATE TABLE rollup.coverage_totals (
    h3_cell text CONSTRAINT coverage_totals_pkey PRIMARY KEY,
    cell bigint NOT NULL,
    providers bigint NOT NULL,
    verified_providers bigint NOT NULL
);

CREATE INDEX coverage_totals_block ON rollup.coverage_totals (left(h3_cell, 8));

CREATE FUNCTION rollup.compute_coverage_totals(blocks text[]) RETURNS SETOF rollup.coverage_totals
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT
        h3_cell,
        geo.h3_number(h3_cell) AS cell,
        sum(providers)::bigint AS providers,
        sum(verified_providers)::bigint AS verified_providers
    FROM rollup.coverage_cells
    WHERE left(h3_cell, 8) = ANY (blocks)
    GROUP BY h3_cell;
END;
