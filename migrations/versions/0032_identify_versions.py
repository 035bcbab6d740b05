"""Give every data version an identity that no other has.

Revises: 0027_append_versions
"""

from migrations.frozen import run

revision = "0032_identify_versions"
down_revision = "0027_append_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
