"""Take the checksums of everything that is published anew.

Revises: 0027_append_versions
"""

from migrations.frozen import run

revision = "0028_renew_checksums"
down_revision = "0027_append_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    """Nothing to undo: what waits for a full refresh waits for it in any release."""
