"""Add who may use the dashboard, and as what.

Revises: 0036_rename_marks
"""

import sqlalchemy as sa
from alembic import op

revision = "0037_let_people_in"
down_revision = "0036_rename_marks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SCHEMA access")
    op.create_table(
        "members",
        sa.Column(
            "id", sa.Text, nullable=False, server_default=sa.text("uuid_generate_v4()::text")
        ),
        sa.Column("issuer", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("email", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column(
            "set_at", sa.TIMESTAMP(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.Column("set_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="members_pkey"),
        sa.UniqueConstraint("email", name="members_email_key"),
        sa.UniqueConstraint("issuer", "subject", name="members_subject_key"),
        sa.CheckConstraint("num_nonnulls(subject, email) = 1", name="members_known_by_one"),
        sa.CheckConstraint(
            "(issuer IS NULL) = (subject IS NULL)", name="members_subject_of_issuer"
        ),
        sa.CheckConstraint("email = lower(email)", name="members_email_lower"),
        sa.CheckConstraint("role IN ('business', 'analyst', 'admin')", name="members_role_known"),
        schema="access",
    )
