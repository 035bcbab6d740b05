"""Refuse what must never exist, tolerate the rest; tell paid ahead from completed.

Revises: 0027_append_versions
"""

from migrations.frozen import run

revision = "0029_tolerate_odd_rows"
down_revision = "0027_append_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    raise NotImplementedError("what became refused or counted stays so: restore a backup instead")
