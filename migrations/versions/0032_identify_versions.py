"""Give every data version an identity that no other has.

Revises: 0028_renew_checksums
"""

from migrations.frozen import run

revision = "0032_identify_versions"
down_revision = "0028_renew_checksums"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision)
