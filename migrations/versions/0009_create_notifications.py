"""Create partitioned notifications.

Revises: 0008_create_chat
"""

from migrations.frozen import run

revision = "0009_create_notifications"
down_revision = "0008_create_chat"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
