"""Remember how far each table of a marketplace that is adopted has come.

Revises: 0042_beat_for_replicas
"""

from alembic import op

revision = "0043_adopt_marketplaces"
down_revision = "0042_beat_for_replicas"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.execute(
        "CREATE TABLE etl.adopted_tables ("
        " name text CONSTRAINT adopted_tables_pkey PRIMARY KEY, last_key text,"
        " is_complete boolean NOT NULL DEFAULT false, verified_rows bigint,"
        " verified_checksum numeric, verified_at timestamptz, finished_at timestamptz)"
    )
