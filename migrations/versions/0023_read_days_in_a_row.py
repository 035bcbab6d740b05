"""Read the searches of days in a row at once: constants let the planner leave partitions out.

Revises: 0022_mark_quicker
"""

from migrations.frozen import run

revision = "0023_read_days_in_a_row"
down_revision = "0022_mark_quicker"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
