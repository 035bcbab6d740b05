"""Create chat rooms and partitioned messages.

Revises: 0007_create_reviews
"""

from migrations.frozen import run

revision = "0008_create_chat"
down_revision = "0007_create_reviews"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
