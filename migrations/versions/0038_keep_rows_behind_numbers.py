"""Keep the rows behind numbers, as the version counts them; let each link to a file be used once.

Revises: 0037_let_people_in
"""

import sqlalchemy as sa
from alembic import op

revision = "0038_keep_rows_behind_numbers"
down_revision = "0037_let_people_in"
branch_labels = None
depends_on = None

AMOUNTS = ("gross_amount", "platform_fee", "tax_amount", "provider_earnings", "refund_amount")
RECOMPUTED = ("bookings", "payments", "reviews")


def upgrade() -> None:
    op.create_index(
        "admin_logs_one_file_of_a_link",
        "admin_logs",
        ["entity_id"],
        unique=True,
        schema="public",
        postgresql_where=sa.text("action = 'EXPORT' AND entity_type = 'FILE'"),
    )
    op.create_table(
        "booking_rows",
        sa.Column("day", sa.Date, nullable=False),
        *_texts("booking_id", "provider_id", "currency"),
        sa.Column("requested_at", sa.TIMESTAMP(timezone=True), nullable=False),
        *_texts("status"),
        sa.Column("stage", sa.SmallInteger, nullable=False),
        sa.Column("cancelled_by", sa.Text),
        sa.Column("is_disputed", sa.Boolean, nullable=False),
        sa.Column("is_prepaid", sa.Boolean, nullable=False),
        sa.Column("response_seconds", sa.Integer),
        sa.Column("completion_seconds", sa.Numeric),
        sa.Column("quoted_amount", sa.Numeric(10, 2)),
        sa.Column("final_amount", sa.Numeric(10, 2)),
        sa.PrimaryKeyConstraint("day", "booking_id", name="booking_rows_pkey"),
        schema="rollup",
    )
    op.create_table(
        "payment_rows",
        sa.Column("day", sa.Date, nullable=False),
        *_texts("payment_id", "movement"),
        sa.Column("moved_at", sa.TIMESTAMP(timezone=True), nullable=False),
        *_texts("booking_id", "provider_id", "currency", "method", "status"),
        *(sa.Column(name, sa.Numeric, nullable=False) for name in AMOUNTS),
        sa.PrimaryKeyConstraint("day", "payment_id", "movement", name="payment_rows_pkey"),
        schema="rollup",
    )
    op.add_column("reviews", sa.Column("currency", sa.Text), schema="rollup")
    marks = sa.table("day_marks", sa.column("source", sa.Text), schema="etl")
    op.bulk_insert(marks, [{"source": name} for name in RECOMPUTED])


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]
