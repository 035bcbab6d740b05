-- The weeks of search_logs that have left the database, or are on their way. Each step of the
-- archive ends with a state here; a run that was killed is continued from it.
CREATE TABLE etl.archived_weeks (
    week text PRIMARY KEY,
    first_day date NOT NULL UNIQUE,
    state text NOT NULL,
    row_count bigint,
    checksum text,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    verified_at timestamptz,
    CONSTRAINT archived_weeks_named_for_day CHECK (week = to_char(first_day, 'IYYY"w"IW')),
    CONSTRAINT archived_weeks_begin_on_monday CHECK (extract(ISODOW FROM first_day) = 1),
    CONSTRAINT archived_weeks_state_known CHECK (
        state IN ('closed', 'detached', 'exported', 'archived', 'restored')
    ),
    CONSTRAINT archived_weeks_counted_when_exported CHECK (
        state IN ('closed', 'detached') OR (row_count IS NOT NULL AND checksum IS NOT NULL)
    ),
    CONSTRAINT archived_weeks_verified_when_gone CHECK (
        state <> 'archived' OR verified_at IS NOT NULL
    )
);

COMMENT ON TABLE etl.archived_weeks IS
    'Weeks of search_logs on their way to the archive, in it, or back from it.';
COMMENT ON COLUMN etl.archived_weeks.state IS
    'closed to changes, detached, exported to Parquet, archived (verified and dropped), restored';
COMMENT ON COLUMN etl.archived_weeks.checksum IS
    'Of the rows, whatever their order; the manifest of the week has the same.';
