"""Keep when reads moved between servers, for every process of the dashboard.

Revises: 0043_adopt_marketplaces
"""

import sqlalchemy as sa
from alembic import op

revision = "0044_keep_moves"
down_revision = "0043_adopt_marketplaces"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    texts = ("seen_by", "workload", "server_before", "server_after", "why")
    op.create_table(
        "server_moves",
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in texts),
        sa.PrimaryKeyConstraint("at", "seen_by", "workload", name="server_moves_pkey"),
        schema="etl",
    )
