"""Keep the cells of each provider as they were counted.

Revises: 0032_hide_customers
"""

from migrations.frozen import run

revision = "0033_keep_served_cells"
down_revision = "0032_hide_customers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision)
