"""Sum searches up by day and numbered place, so that a year of coverage is quickly counted.

Revises: 0020_list_by_provider
"""

from migrations.frozen import run

revision = "0021_sum_demand_by_place"
down_revision = "0020_list_by_provider"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
