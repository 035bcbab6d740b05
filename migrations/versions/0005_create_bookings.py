"""Create bookings and their status history.

Revises: 0004_create_providers
"""

from migrations.frozen import run

revision = "0005_create_bookings"
down_revision = "0004_create_providers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
