"""Refuse what must never exist, tolerate the rest; tell paid ahead from completed.

Revises: 0028_renew_checksums
"""

from migrations.frozen import run

revision = "0029_tolerate_odd_rows"
down_revision = "0028_renew_checksums"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision)
