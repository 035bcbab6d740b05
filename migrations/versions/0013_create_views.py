"""Create what people's queries read, and the ledger of runs.

Revises: 0012_create_geo
"""

from migrations.frozen import run

revision = "0013_create_views"
down_revision = "0012_create_geo"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
