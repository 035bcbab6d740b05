"""Create provider profiles, photos and certifications.

Revises: 0003_create_catalog
"""

from migrations.frozen import run

revision = "0004_create_providers"
down_revision = "0003_create_catalog"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run(revision, "up")


def downgrade() -> None:
    run(revision, "down")
