"""Keep what is asked most of searches: all districts together, by day.

Revises: 0036_rename_marks
"""

from alembic import op

revision = "0039_add_search_totals"
down_revision = "0036_rename_marks"
branch_labels = None
depends_on = None

COUNTS = ("searches", "zero_results", "clicked", "positioned_clicks", "click_position_sum")


def upgrade() -> None:
    """Make the table; the next refresh makes everything anew, and fills it."""
    counts = ", ".join(f"{name} bigint NOT NULL" for name in COUNTS)
    op.execute(
        "CREATE TABLE rollup.search_totals ("
        f" day date CONSTRAINT search_totals_pkey PRIMARY KEY, {counts},"
        " reciprocal_rank_sum numeric NOT NULL, users hll, sessions hll,"
        " response_buckets jsonb NOT NULL)"
    )
    op.execute("INSERT INTO etl.day_marks (source) VALUES ('bookings'), ('search_logs')")
