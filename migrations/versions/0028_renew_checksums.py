"""Take the checksums of everything that is published anew.

Revises: 0027_baseline
"""

from migrations.frozen import run

revision = "0028_renew_checksums"
down_revision = "0027_baseline"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision)
