"""Add the rollup of searches that became bookings.

Revises: 0034_unite_checksums
"""

from migrations.frozen import run

revision = "0035_add_search_bookings"
down_revision = "0034_unite_checksums"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision)
