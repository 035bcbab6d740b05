-- A week has reached a state. Only what has been verified is archived.
INSERT INTO etl.archived_weeks AS known (week, first_day, state, row_count, checksum, verified_at)
VALUES (
    %(week)s, %(first_day)s, %(state)s, %(row_count)s, %(checksum)s,
    CASE WHEN %(state)s = 'archived' THEN clock_timestamp() END
)
ON CONFLICT (week) DO UPDATE SET
    state = excluded.state,
    row_count = excluded.row_count,
    checksum = excluded.checksum,
    verified_at = COALESCE(excluded.verified_at, known.verified_at),
    changed_at = clock_timestamp()
