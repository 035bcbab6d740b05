"""Let each link to a file be used once.

Revises: 0037_let_people_in
"""

import sqlalchemy as sa
from alembic import op

revision = "0038_hand_out_files_once"
down_revision = "0037_let_people_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "admin_logs_one_file_of_a_link",
        "admin_logs",
        ["entity_id"],
        unique=True,
        schema="public",
        postgresql_where=sa.text("action = 'EXPORT' AND entity_type = 'FILE'"),
    )
