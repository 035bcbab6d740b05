"""Count by place the searches that name a sub-category.

Revises: 0044_keep_moves
"""

from alembic import op

revision = "0045_count_kinds_by_place"
down_revision = "0044_keep_moves"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the next refresh fills it with the days whose searches are still there."""
    op.execute(
        "CREATE TABLE rollup.sub_category_demand ("
        " day date NOT NULL, h3_cell text NOT NULL, district text NOT NULL,"
        " category text NOT NULL, sub_category text NOT NULL, searches bigint NOT NULL,"
        " customers hll, CONSTRAINT sub_category_demand_pkey"
        " PRIMARY KEY (day, h3_cell, district, category, sub_category))"
    )
    op.create_index(
        "sub_category_demand_of", "sub_category_demand", ["sub_category", "day"], schema="rollup"
    )
    op.execute("INSERT INTO etl.day_marks (source) VALUES ('search_logs')")
