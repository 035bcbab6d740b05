"""Add the views that people save, and with which of them they begin.

Revises: 0038_keep_rows_behind_numbers
"""

import sqlalchemy as sa
from alembic import op

revision = "0039_save_views"
down_revision = "0038_keep_rows_behind_numbers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "views",
        sa.Column(
            "id", sa.Text, nullable=False, server_default=sa.text("uuid_generate_v4()::text")
        ),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("owner", "name", "screen", "link")),
        sa.Column("is_shared", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column(
            "saved_at", sa.TIMESTAMP(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.PrimaryKeyConstraint("id", name="views_pkey"),
        sa.UniqueConstraint("owner", "name", name="views_name_key"),
        sa.CheckConstraint("char_length(name) BETWEEN 1 AND 80", name="views_name_short"),
        sa.CheckConstraint(
            "char_length(screen) <= 80 AND char_length(link) <= 8000", name="views_link_short"
        ),
        schema="access",
    )
    op.create_table(
        "homes",
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("view_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("person", name="homes_pkey"),
        sa.ForeignKeyConstraint(
            ["view_id"], ["access.views.id"], name="homes_view_id_fkey", ondelete="CASCADE"
        ),
        schema="access",
    )
    op.create_index("idx_homes_view", "homes", ["view_id"], schema="access")
