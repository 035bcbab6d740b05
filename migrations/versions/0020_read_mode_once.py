"""Read the mode of reputation once for a statement, not once for every provider.

Revises: 0017_schedule_jobs
"""

from migrations.frozen import run

revision = "0020_read_mode_once"
down_revision = "0017_schedule_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
