"""Hide customers, homes and contact details from readers.

Revises: 0029_tolerate_odd_rows
"""

from migrations.frozen import run

revision = "0034_hide_customers"
down_revision = "0029_tolerate_odd_rows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision)
