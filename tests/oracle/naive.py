"""An independent oracle: every object of `analytics` straight from the source tables.

The views of `naive.sql` know no rollups and have a schema of their own. Searches whose partition
was detached still count, as booked as they were then. Only the cells of points are taken from the
caches.
"""

from pathlib import Path

import psycopg
from psycopg import sql

from etl.refresh.images import fingerprint
from etl.rollups import PUBLISHED

OBJECTS = tuple(name for name in PUBLISHED if name != "data_quality")
"""All but the findings, whose kinds have tests of their own."""
VIEWS = Path(__file__).with_name("naive.sql").read_bytes()

SEARCHES = """
    SELECT id, user_id, session_id, query, filters, location, results_count, clicked_provider_id,
        click_position, response_time, created_at, {} AS booked_at
    FROM {} AS search"""

BOOKED_AT = "naive.booked_at(user_id, clicked_provider_id, created_at)"
"""When the user of a search first booked the provider that was clicked, within seven days."""
BOOKED_THEN = "(SELECT kept.booked_at FROM naive.kept WHERE kept.search_id = search.id)"
"""The same as it was when the partition was detached."""
ATTRIBUTION = """
    CREATE TABLE naive.kept (search_id text, booked_at timestamptz);
    CREATE FUNCTION naive.booked_at(person text, provider text, searched_at timestamptz)
    RETURNS timestamptz LANGUAGE sql STABLE
    RETURN (
        SELECT min(booking.created_at)
        FROM public.bookings AS booking
        JOIN public.customer_profiles AS customer ON customer.id = booking.customer_id
        WHERE customer.user_id = person AND booking.provider_id = provider
            AND booking.created_at >= searched_at
            AND booking.created_at < searched_at + interval '7 days'
    )"""
KEEP = f"""
    INSERT INTO naive.kept SELECT id, {BOOKED_AT} FROM {{}} AS search
    WHERE id NOT IN (SELECT search_id FROM naive.kept)"""

POINT_CELLS = """
    SELECT lat, lng, h3_cell, district FROM etl.point_cells
    UNION
    SELECT (location ->> 'lat')::double precision, (location ->> 'lng')::double precision,
        h3_cell, district
    FROM etl.location_cells"""
UNLOCATED = """
    SELECT location FROM naive.search_logs WHERE geo.json_point(location) IS NOT NULL
    EXCEPT
    SELECT location FROM etl.location_cells"""

DEMAND = """(
    SELECT day, geo.h3_parent(h3_cell, 8) AS place, district, category_id, count(*),
        count(DISTINCT COALESCE(user_id, session_id))
    FROM naive.located_searches
    WHERE h3_cell IS NOT NULL
    GROUP BY 1, 2, 3, 4
)"""
PLACE_DEMAND = """(
    SELECT day, h3_cell, district, category_id, sum(searches)::bigint,
        COALESCE(hll_cardinality(hll_union_agg(customers)), 0)::bigint
    FROM rollup.place_demand
    JOIN etl.searched_places USING (place_id)
    GROUP BY 1, 2, 3, 4
)"""
MONTHS = """(
    SELECT date_trunc('month', day)::date, geo.h3_parent(h3_cell, 8), district, category_id,
        count(*), count(DISTINCT COALESCE(user_id, session_id)) = 0
    FROM naive.located_searches
    WHERE h3_cell IS NOT NULL
    GROUP BY 1, 2, 3, 4
)"""
PLACE_MONTHS = """(
    SELECT month, h3_cell, district, category_id, sum(searches)::bigint,
        max(most_customers) = 0 AND bit_or(customer_bits) = 0
    FROM rollup.place_months
    JOIN etl.searched_places USING (place_id)
    GROUP BY 1, 2, 3, 4
)"""
TYPED = """(
    SELECT date_trunc('month', day)::date, term, count(*),
        count(*) FILTER (WHERE is_zero_result), count(*) FILTER (WHERE is_clicked),
        count(DISTINCT COALESCE(user_id, session_id)) = 0
    FROM naive.located_searches
    GROUP BY 1, 2
)"""
TERM_MONTHS = """(
    SELECT month, term, searches, zero_results, clicked, most_customers = 0 AND customer_bits = 0
    FROM rollup.term_months
)"""
SERVED = """(
    SELECT h3_cell, sum(providers)::bigint, sum(verified_providers)::bigint
    FROM naive.coverage_cells
    GROUP BY 1
)"""
SERVED_TOTALS = """(
    SELECT to_hex(cell), providers, verified_providers
    FROM rollup.coverage_totals
    WHERE h3_cell = to_hex(cell)
)"""
KIND_DEMAND = """(
    SELECT day, geo.h3_parent(h3_cell, 8) AS place, district, category_id, sub_category_id,
        count(*), count(DISTINCT COALESCE(user_id, session_id))
    FROM naive.located_searches
    WHERE h3_cell IS NOT NULL AND sub_category_id IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5
)"""
SUB_CATEGORY_DEMAND = """(
    SELECT day, h3_cell, district, category, sub_category, searches,
        COALESCE(hll_cardinality(customers), 0)::bigint
    FROM rollup.sub_category_demand
    JOIN analytics.sub_categories
        ON sub_category_id = sub_category AND category_id = category
    JOIN analytics.categories USING (category_id)
)"""
COVERED = """(
    SELECT place_id, (
        SELECT COALESCE(sum(providers), 0)
        FROM naive.coverage_cells AS covered
        WHERE covered.h3_cell = place.h3_cell
            AND (place.category_id IS NULL OR covered.category_id = place.category_id)
    )
    FROM etl.searched_places AS place
)"""
PLACE_COVERED = "(SELECT place_id, covering_providers FROM etl.searched_places)"
KINDS_COVERED = """(
    SELECT kind.id, cell, count(*), count(*) FILTER (WHERE provider.aadhaar_verified),
        max(provider.reputation_score)
    FROM public.sub_categories AS kind
    JOIN public.provider_profiles AS provider
        ON provider.category_id = kind.category_id
        AND array_position(provider.sub_category_ids, kind.id) > 0
    JOIN etl.service_area_cells AS area ON area.provider_id = provider.id
    CROSS JOIN LATERAL unnest(area.cells) AS cell
    WHERE provider.is_active AND provider.profile_status = 'APPROVED'
    GROUP BY kind.id, cell
)"""
KIND_COVERAGE = """(
    SELECT kind.sub_category_id, covered.*
    FROM analytics.sub_categories AS kind
    CROSS JOIN LATERAL analytics.coverage_of_sub_categories(ARRAY[kind.sub_category_id]) AS covered
)"""
PLACES = {
    "coverage_of_sub_categories": (KINDS_COVERED, KIND_COVERAGE),
    "place_demand": (DEMAND, PLACE_DEMAND),
    "sub_category_demand": (KIND_DEMAND, SUB_CATEGORY_DEMAND),
    "searched_places": (COVERED, PLACE_COVERED),
    "place_months": (MONTHS, PLACE_MONTHS),
    "term_months": (TYPED, TERM_MONTHS),
    "coverage_totals": (SERVED, SERVED_TOTALS),
}
"""What is kept and has no record: what it is to say, and what it says."""


def install(connection: psycopg.Connection) -> None:
    """Create the schema `naive`, anew, with a view for every object."""
    connection.execute("DROP SCHEMA IF EXISTS naive CASCADE; CREATE SCHEMA naive")
    connection.execute(ATTRIBUTION)
    count_detached(connection)
    connection.execute(f"CREATE VIEW naive.point_cells AS {POINT_CELLS}".encode())
    connection.execute(VIEWS)


def count_detached(connection: psycopg.Connection) -> None:
    """Let `naive` see the searches of all partitions, attached or not."""
    detached = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'partitions'::regnamespace"
        " AND relkind = 'r' AND relname ^@ 'search_logs' AND NOT relispartition"
    ).fetchall()
    tables = [sql.Identifier("partitions", name) for (name,) in detached]
    for table in tables:
        connection.execute(sql.SQL(KEEP).format(table))
    attached = sql.SQL(SEARCHES).format(sql.SQL(BOOKED_AT), sql.Identifier("search_logs"))
    kept = (sql.SQL(SEARCHES).format(sql.SQL(BOOKED_THEN), table) for table in tables)
    connection.execute(
        sql.SQL("CREATE OR REPLACE VIEW naive.search_logs AS ")
        + sql.SQL(" UNION ALL ").join((attached, *kept))
    )


def differences(connection: psycopg.Connection) -> dict[str, object]:
    """Return the objects whose rows, or whose recorded state, are not what the sources say."""
    row = connection.execute(
        "SELECT objects FROM analytics.data_versions ORDER BY version_id DESC LIMIT 1"
    ).fetchone()
    assert row is not None
    found = {}
    for name in OBJECTS:
        wanted = fingerprint(connection, sql.Identifier("naive", name))
        published = fingerprint(connection, sql.Identifier("analytics", name))
        recorded = (row[0][name]["rows"], row[0][name]["checksum"])
        if not wanted == published == recorded:
            found[name] = (wanted, published, recorded)
    for name, (right, shown) in PLACES.items():
        wanted, published = (_rows(connection, it) for it in (right, shown))
        if wanted != published:
            found[name] = (wanted, published)
    if unlocated := connection.execute(UNLOCATED.encode()).fetchall():
        found["location_cells"] = unlocated
    return found


def _rows(connection: psycopg.Connection, relation: str) -> object:
    """What stands for the rows, whatever their order, in this session."""
    query = (
        f"SELECT count(*), sum(hashtextextended(item::text, 0)::numeric) FROM {relation} AS item"
    )
    return connection.execute(query.encode()).fetchone()


def torn(connection: psycopg.Connection) -> list[str]:
    """Return the published objects that are not what the newest version that is seen recorded.

    A reader may ask in one REPEATABLE READ transaction: nothing is ever torn.
    """
    row = connection.execute(
        "SELECT objects FROM analytics.data_versions ORDER BY version_id DESC LIMIT 1"
    ).fetchone()
    assert row is not None
    published = {
        name: fingerprint(connection, sql.Identifier("analytics", name)) for name in row[0]
    }
    return [
        name
        for name, state in row[0].items()
        if published[name] != (state["rows"], state["checksum"])
    ]
