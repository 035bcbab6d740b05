"""Mark by functions without a search_path, and both versions of updated rows by one trigger.

Revises: 0021_sum_demand_by_place
"""

from migrations.frozen import run

revision = "0022_mark_quicker"
down_revision = "0021_sum_demand_by_place"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
