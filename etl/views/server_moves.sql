-- When reads moved from one server to another: each process of the dashboard writes down what it
-- saw, so that all of them can show it, and those that come after them.
CREATE TABLE etl.server_moves (
    at timestamptz NOT NULL,
    seen_by text NOT NULL,
    workload text NOT NULL,
    server_before text NOT NULL,
    server_after text NOT NULL,
    why text NOT NULL,
    CONSTRAINT server_moves_pkey PRIMARY KEY (at, seen_by, workload)
);

CREATE VIEW analytics.server_moves AS
SELECT at, seen_by, workload, server_before, server_after, why
FROM etl.server_moves;

COMMENT ON VIEW analytics.server_moves IS
    'When a process of the dashboard began to read a workload from another server, and why.';
