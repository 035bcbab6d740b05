"""Create every table, type and index as they were when code ceased to be migrated.

Revises: nothing
"""

from migrations.frozen import run

revision = "0027_baseline"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision)
