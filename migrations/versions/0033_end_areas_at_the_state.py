"""End service areas at the state and say what is cut; look cells up by block and category.

Revises: 0029_tolerate_odd_rows
"""

from migrations.frozen import run

revision = "0033_end_areas_at_the_state"
down_revision = "0029_tolerate_odd_rows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision)
