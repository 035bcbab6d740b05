"""Keep what is listed of providers by provider, and mark providers by their ids.

Revises: 0019_sharpen_scores_and_counts
"""

from migrations.frozen import run

revision = "0020_list_by_provider"
down_revision = "0019_sharpen_scores_and_counts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
