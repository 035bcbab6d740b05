"""${message}.

Revises: ${down_revision}

COMPATIBILITY: the dashboard, the jobs and the application of the release before this one run
while and after this migration runs. So first add, then switch the code, and drop one release
later: never rename or drop what they still use, never add a column that they must fill.
Add a constraint NOT VALID, then VALIDATE it; set no default that rewrites a large table.
Name: NNNN_verb_noun, at most 32 characters. Its steps stand here, and are frozen once landed.
"""

from alembic import op

revision = "${up_revision}"
down_revision = ${f'"{down_revision}"' if down_revision else None}
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("...")
