"""End service areas at the state and say what is cut; look cells up by block and category.

Revises: 0030_identify_versions
"""

from migrations.frozen import run

revision = "0031_end_areas_at_the_state"
down_revision = "0030_identify_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision)
