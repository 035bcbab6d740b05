"""Hide customers, homes and contact details from readers.

Revises: 0027_append_versions
"""

from migrations.frozen import run

revision = "0034_hide_customers"
down_revision = "0027_append_versions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
