"""Count what is booked, paid and reviewed by sub-category, too.

Revises: 0039_save_views
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0040_add_sub_categories"
down_revision = "0039_save_views"
branch_labels = None
depends_on = None

KEYS = {
    "provider_days": ("day", "provider_id", "currency"),
    "booking_cohorts": ("day", "provider_id", "currency"),
    "revenue_days": ("day", "provider_id", "currency", "method"),
    "customer_days": ("day", "provider_id", "currency", "customer_id"),
    "booking_funnel": ("day", "currency", "category_id", "district"),
    "revenue_summary": ("day", "currency", "method", "category_id", "district"),
}
"""Of what is counted by sub-category now, by what it was counted before."""

STATS = {
    **dict.fromkeys(
        ("requested", "confirmed", "completed", "cancelled", "disputed"), sa.BigInteger
    ),
    **dict.fromkeys(("gross_amount", "provider_earnings"), sa.Numeric),
    **dict.fromkeys(("reviews", "rating_sum", "response_seconds_sum"), sa.BigInteger),
    **dict.fromkeys(("response_count", "active_providers", "customers"), sa.BigInteger),
}


def upgrade() -> None:
    op.create_check_constraint(
        "sub_categories_id_length", "sub_categories", "length(id) BETWEEN 1 AND 200"
    )
    _add("booking_versions", sa.Column("service_type", sa.Text, nullable=False), "''", schema="etl")
    _create_tables()
    for table in ("booking_rows", "payment_rows", "reviews"):
        op.add_column(table, sa.Column("sub_category_id", sa.Text), schema="rollup")
    for table, key in KEYS.items():
        op.add_column(table, sa.Column("sub_category_id", sa.Text), schema="rollup")
        op.drop_constraint(f"{table}_pkey", table, schema="rollup")
        _unique(table, *key, "sub_category_id")
    op.add_column("search_bookings", sa.Column("sub_category", sa.Text), schema="rollup")
    op.drop_constraint("search_bookings_key", "search_bookings", schema="rollup")
    _unique("search_bookings", "day", "district", "category", "sub_category")
    listed = sa.Column("sub_category_ids", sa.ARRAY(sa.Text), nullable=False)
    _add("provider_directory", listed, "'{}'", schema="rollup")
    # Until the next refresh has counted them again, all are of none.
    op.execute("INSERT INTO etl.day_marks (source) VALUES ('bookings'), ('sub_categories')")


def _create_tables() -> None:
    texts = ("sub_category_id", "category_id", "name", "name_hi", "name_ur", "slug")
    op.create_table(
        "sub_categories",
        *(sa.Column(name, sa.Text) for name in texts),
        sa.Column("is_active", sa.Boolean),
        sa.Column("sort_order", sa.Integer),
        sa.Column("called", sa.ARRAY(sa.Text)),
        sa.PrimaryKeyConstraint("sub_category_id", name="sub_categories_pkey"),
        schema="rollup",
    )
    key = ("provider_id", "sub_category_id")
    op.create_table(
        "provider_sub_categories",
        *(sa.Column(name, sa.Text) for name in key),
        sa.PrimaryKeyConstraint(*key, name="provider_sub_categories_pkey"),
        schema="rollup",
    )
    op.create_table(
        "sub_category_stats",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("category_id", sa.Text, nullable=False),
        sa.Column("sub_category_id", sa.Text),
        sa.Column("currency", sa.Text, nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in STATS.items()),
        schema="rollup",
    )
    _unique("sub_category_stats", "day", "category_id", "sub_category_id", "currency")


def _add(table: str, column: sa.Column[Any], value: str, schema: str) -> None:
    """Add a column that has this value in the rows that are there."""
    column.server_default = sa.DefaultClause(sa.text(value))
    op.add_column(table, column, schema=schema)
    op.alter_column(table, column.name, server_default=None, schema=schema)


def _unique(table: str, *key: str) -> None:
    """Let what is of no sub-category be one row of each key, too."""
    op.create_unique_constraint(
        f"{table}_key", table, [*key], schema="rollup", postgresql_nulls_not_distinct=True
    )
