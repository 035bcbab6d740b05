"""Unite the checksums of all rollups in one table.

Revises: 0033_keep_served_cells
"""

from migrations.frozen import run

revision = "0034_unite_checksums"
down_revision = "0033_keep_served_cells"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision)
