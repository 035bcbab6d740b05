"""Look up the locations of searches as they are logged, and who grew older by age.

Revises: 0025_mark_what_counts
"""

from migrations.frozen import run

revision = "0026_look_up_locations"
down_revision = "0025_mark_what_counts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
