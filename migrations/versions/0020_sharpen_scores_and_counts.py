"""Read the mode of reputation once for a statement; count distinct users within 2 %.

Revises: 0017_schedule_jobs
"""

from migrations.frozen import run

revision = "0020_sharpen_scores_and_counts"
down_revision = "0017_schedule_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
