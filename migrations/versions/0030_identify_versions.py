"""Give every data version an identity that no other has.

Revises: 0029_tolerate_odd_rows
"""

from migrations.frozen import run

revision = "0030_identify_versions"
down_revision = "0029_tolerate_odd_rows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision)
