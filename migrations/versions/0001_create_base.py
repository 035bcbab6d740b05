"""Create the schemas, enums and business-day functions.

Revises: nothing
"""

from migrations.frozen import run

revision = "0001_create_base"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
