"""Create reviews.

Revises: 0006_create_payments
"""

from migrations.frozen import run

revision = "0007_create_reviews"
down_revision = "0006_create_payments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
