"""Beat for replicas: a row by which it shows how far behind a server is.

Revises: 0041_keep_what_is_asked
"""

import sqlalchemy as sa
from alembic import op

revision = "0042_beat_for_replicas"
down_revision = "0041_keep_what_is_asked"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the first beat fills it."""
    op.create_table(
        "heartbeat",
        sa.Column("is_only", sa.Boolean, server_default=sa.true(), nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("is_only", name="heartbeat_pkey"),
        sa.CheckConstraint("is_only", name="heartbeat_is_one"),
        schema="etl",
    )
