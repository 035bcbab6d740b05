"""Create payments.

Revises: 0005_create_bookings
"""

from migrations.frozen import run

revision = "0006_create_payments"
down_revision = "0005_create_bookings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
