"""Read less of a day: each place and each term once, disputes through an index.

Revises: 0023_read_days_in_a_row
"""

from migrations.frozen import run

revision = "0024_read_less_of_a_day"
down_revision = "0023_read_days_in_a_row"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
