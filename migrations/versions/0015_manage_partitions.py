"""Attach partitions without stopping readers or writers; keep the ledger of archived weeks.

Revises: 0014_create_grants
"""

from migrations.frozen import run

revision = "0015_manage_partitions"
down_revision = "0014_create_grants"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
