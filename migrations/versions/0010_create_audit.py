"""Create admin logs, partitioned search logs and the system's settings.

Revises: 0009_create_notifications
"""

from migrations.frozen import run

revision = "0010_create_audit"
down_revision = "0009_create_notifications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
