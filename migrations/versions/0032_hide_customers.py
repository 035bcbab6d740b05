"""Hide customers, homes and contact details from readers.

Revises: 0031_end_areas_at_the_state
"""

from migrations.frozen import run

revision = "0032_hide_customers"
down_revision = "0031_end_areas_at_the_state"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision)
