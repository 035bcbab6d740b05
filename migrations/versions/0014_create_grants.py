"""Grant the readers what they may read, and nothing else.

Revises: 0013_create_views
"""

from migrations.frozen import run

revision = "0014_create_grants"
down_revision = "0013_create_views"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
