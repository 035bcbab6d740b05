"""Keep more by day, by provider and by block of cells, so that a refresh costs what changed.

Revises: 0017_schedule_jobs
"""

from migrations.frozen import run

revision = "0018_refresh_by_change"
down_revision = "0017_schedule_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
