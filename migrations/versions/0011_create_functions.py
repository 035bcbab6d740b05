"""Create partition and reputation functions and the triggers that count.

Revises: 0010_create_audit
"""

from migrations.frozen import run

revision = "0011_create_functions"
down_revision = "0010_create_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
