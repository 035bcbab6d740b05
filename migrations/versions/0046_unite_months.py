"""Keep months of places and days of all; tell mostly without sketches what few did.

Revises: 0045_count_kinds_by_place
"""

from alembic import op

revision = "0046_unite_months"
down_revision = "0045_count_kinds_by_place"
branch_labels = None
depends_on = None

CUSTOMERS = "most_customers integer NOT NULL, customer_bits bigint NOT NULL"
STAGES = (
    *("requested", "viewed", "confirmed", "started", "completed", "paid", "reviewed", "cancelled"),
    *("cancelled_by_customer", "cancelled_by_provider", "cancelled_by_admin"),
    *("cancelled_by_system", "disputed", "open", "response_seconds_sum", "response_count"),
)
EVENTS = ("requested", "confirmed", "completed", "cancelled", "disputed")
REVIEWED = ("reviews", "rating_sum", "response_seconds_sum", "response_count")
AMOUNTS = ("gross_amount", "platform_fee", "tax_amount", "provider_earnings")


def upgrade() -> None:
    """Make the tables; the next refresh makes everything anew, and fills them."""
    op.execute(
        "CREATE TABLE rollup.place_months ("
        " month date NOT NULL, place_id integer NOT NULL, searches bigint NOT NULL,"
        f" {CUSTOMERS}, CONSTRAINT place_months_pkey PRIMARY KEY (month, place_id))"
    )
    op.execute("CREATE INDEX place_demand_place ON rollup.place_demand (place_id)")
    op.execute("CREATE INDEX search_terms_term ON rollup.search_terms (term)")
    op.execute("DROP TABLE rollup.term_months")
    op.execute(
        "CREATE TABLE rollup.term_months (month date NOT NULL, term text NOT NULL,"
        f" {_sums('searches', 'zero_results', 'clicked')},"
        f" {CUSTOMERS}, CONSTRAINT term_months_pkey PRIMARY KEY (month, term))"
    )
    op.execute("ALTER TABLE rollup.covered_places ADD COLUMN cell bigint")
    op.execute(
        "UPDATE rollup.covered_places SET cell = ('x' || lpad(h3_cell, 16, '0'))::bit(64)::bigint"
    )
    op.execute("ALTER TABLE rollup.covered_places ALTER COLUMN cell SET NOT NULL")
    op.execute(
        "CREATE TABLE rollup.coverage_totals ("
        " h3_cell text CONSTRAINT coverage_totals_pkey PRIMARY KEY, cell bigint NOT NULL,"
        f" {_sums('providers', 'verified_providers')})"
    )
    op.execute("CREATE INDEX coverage_totals_block ON rollup.coverage_totals (left(h3_cell, 8))")
    _totals(
        "booking_totals",
        _sums(*STAGES),
        _sums("completion_seconds_sum", kind="numeric"),
        _sums("completion_count"),
        _sums("quoted_amount", "final_amount", kind="numeric"),
        _sums("prepaid"),
    )
    _totals(
        "revenue_totals",
        _sums("payments"),
        _sums(*AMOUNTS, kind="numeric"),
        _sums("refunds"),
        _sums("refund_amount", "net_amount", kind="numeric"),
        _sums("failed_payments"),
    )
    _totals(
        "activity_totals",
        _sums(*EVENTS),
        _sums("gross_amount", "provider_earnings", kind="numeric"),
        _sums(*REVIEWED),
    )
    op.execute("INSERT INTO etl.day_marks (source) VALUES ('bookings'), ('search_logs')")


def _totals(name: str, *columns: str) -> None:
    op.execute(
        f"CREATE TABLE rollup.{name} (day date NOT NULL, currency text NOT NULL,"
        f" {', '.join(columns)}, CONSTRAINT {name}_pkey PRIMARY KEY (day, currency))"
    )


def _sums(*names: str, kind: str = "bigint") -> str:
    return ", ".join(f"{name} {kind} NOT NULL" for name in names)
