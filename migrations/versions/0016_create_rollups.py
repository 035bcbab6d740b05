"""Keep daily facts in rollups, marked by triggers, with the views over them.

Revises: 0015_manage_partitions
"""

from migrations.frozen import run

revision = "0016_create_rollups"
down_revision = "0015_manage_partitions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
