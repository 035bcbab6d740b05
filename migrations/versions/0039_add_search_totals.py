"""Keep what is asked most of searches: all districts together.

Revises: 0036_rename_marks
"""

import sqlalchemy as sa
from alembic import op

revision = "0039_add_search_totals"
down_revision = "0036_rename_marks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
