"""Create categories and sub-categories.

Revises: 0002_create_users
"""

from migrations.frozen import run

revision = "0003_create_catalog"
down_revision = "0002_create_users"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
