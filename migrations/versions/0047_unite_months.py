"""Keep months of demand by place, and tell mostly without sketches what few customers did.

Revises: 0043_adopt_marketplaces
"""

from alembic import op

revision = "0047_unite_months"
down_revision = "0043_adopt_marketplaces"
branch_labels = None
depends_on = None

CUSTOMERS = "customer_count integer NOT NULL, customer_bits bigint NOT NULL, customers hll"


def upgrade() -> None:
    """Make the tables; the next refresh makes everything anew, and fills them."""
    op.execute(
        "CREATE TABLE rollup.place_months ("
        " month date NOT NULL, place_id integer NOT NULL, searches bigint NOT NULL,"
        f" {CUSTOMERS}, CONSTRAINT place_months_pkey PRIMARY KEY (month, place_id))"
    )
    op.execute("DROP TABLE rollup.term_months")
    counts = ", ".join(
        f"{name} bigint NOT NULL" for name in ("searches", "zero_results", "clicked")
    )
    op.execute(
        f"CREATE TABLE rollup.term_months (month date NOT NULL, term text NOT NULL, {counts},"
        f" {CUSTOMERS}, CONSTRAINT term_months_pkey PRIMARY KEY (month, term))"
    )
    op.execute("ALTER TABLE rollup.covered_places ADD COLUMN cell bigint")
    op.execute(
        "UPDATE rollup.covered_places"
        " SET cell = ('x' || lpad(h3_cell, 16, '0'))::bit(64)::bigint"
    )
    op.execute("ALTER TABLE rollup.covered_places ALTER COLUMN cell SET NOT NULL")
    op.execute("INSERT INTO etl.day_marks (source) VALUES ('bookings'), ('search_logs')")
