"""Call what writers leave marks, in every table.

Revises: 0035_add_search_bookings
"""

from migrations.frozen import run

revision = "0036_rename_marks"
down_revision = "0035_add_search_bookings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision)
