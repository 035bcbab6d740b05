"""Keep what is asked most: searches of all districts, what is shown of bookings, covered places.

Revises: 0040_add_sub_categories
"""

from alembic import op

revision = "0041_keep_what_is_asked"
down_revision = "0040_add_sub_categories"
branch_labels = None
depends_on = None

COUNTS = ("searches", "zero_results", "clicked", "positioned_clicks", "click_position_sum")


def upgrade() -> None:
    """Make the table; the next refresh makes everything anew, and fills it."""
    counts = ", ".join(f"{name} bigint NOT NULL" for name in COUNTS)
    op.execute(
        "CREATE TABLE rollup.search_totals ("
        f" day date CONSTRAINT search_totals_pkey PRIMARY KEY, {counts},"
        " reciprocal_rank_sum numeric NOT NULL, users hll, sessions hll,"
        " searchers bigint NOT NULL, search_sessions bigint NOT NULL,"
        " response_buckets jsonb NOT NULL)"
    )
    counts = ", ".join(f"{name} bigint NOT NULL" for name in ("searches", "attributable", "booked"))
    op.execute(
        "CREATE TABLE rollup.shown_search_bookings ("
        f" day date NOT NULL, district text NOT NULL, category_id text, {counts},"
        " delay_seconds_sum numeric NOT NULL, delay_buckets jsonb NOT NULL, sub_category_id text,"
        " CONSTRAINT shown_search_bookings_key"
        " UNIQUE NULLS NOT DISTINCT (day, district, category_id, sub_category_id))"
    )
    op.execute(
        "CREATE TABLE rollup.covered_places ("
        " place_id integer CONSTRAINT covered_places_pkey PRIMARY KEY, h3_cell text NOT NULL,"
        " district text NOT NULL, category_id text, covering_providers bigint NOT NULL)"
    )
    op.execute(
        "CREATE TABLE rollup.search_months ("
        " month date NOT NULL, district text, users hll, sessions hll,"
        " CONSTRAINT search_months_key UNIQUE NULLS NOT DISTINCT (month, district))"
    )
    counts = ", ".join(
        f"{name} bigint NOT NULL" for name in ("searches", "zero_results", "clicked")
    )
    op.execute(
        f"CREATE TABLE rollup.term_months (month date NOT NULL, term text NOT NULL, {counts},"
        " customers hll, CONSTRAINT term_months_pkey PRIMARY KEY (month, term))"
    )
    op.execute(
        "CREATE TABLE rollup.demand_days ("
        " day date NOT NULL, district text NOT NULL, category_id text, searches bigint NOT NULL,"
        " CONSTRAINT demand_days_key UNIQUE NULLS NOT DISTINCT (day, district, category_id))"
    )
    op.execute(
        "CREATE TABLE rollup.gap_demand ("
        " day date NOT NULL, place_id integer NOT NULL, searches bigint NOT NULL, customers hll,"
        " CONSTRAINT gap_demand_pkey PRIMARY KEY (day, place_id))"
    )
    op.execute("INSERT INTO etl.day_marks (source) VALUES ('bookings'), ('search_logs')")
