"""Create users, their accounts, sessions, tokens and customer profiles.

Revises: 0001_create_base
"""

from migrations.frozen import run

revision = "0002_create_users"
down_revision = "0001_create_base"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
