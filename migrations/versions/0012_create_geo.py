"""Create districts, pincodes and the functions of places.

Revises: 0011_create_functions
"""

from migrations.frozen import run

revision = "0012_create_geo"
down_revision = "0011_create_functions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
