"""Keep the schedule of jobs, and which due time a run serves; find a provider's last reviews.

Revises: 0016_create_rollups
"""

from migrations.frozen import run

revision = "0017_schedule_jobs"
down_revision = "0016_create_rollups"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
