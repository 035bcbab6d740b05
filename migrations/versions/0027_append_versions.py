"""Append versions of bookings as they are; mark what a MERGE moves to another week.

Revises: 0026_look_up_locations
"""

from migrations.frozen import run

revision = "0027_append_versions"
down_revision = "0026_look_up_locations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
