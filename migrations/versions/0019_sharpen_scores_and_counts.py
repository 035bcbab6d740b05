"""Read the mode of reputation once for a statement; count distinct users within 2 %.

Revises: 0018_refresh_by_change
"""

from migrations.frozen import run

revision = "0019_sharpen_scores_and_counts"
down_revision = "0018_refresh_by_change"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
