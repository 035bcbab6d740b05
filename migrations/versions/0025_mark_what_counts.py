"""Mark of an updated booking only the days on which it counts otherwise.

Revises: 0024_read_less_of_a_day
"""

from migrations.frozen import run

revision = "0025_mark_what_counts"
down_revision = "0024_read_less_of_a_day"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
