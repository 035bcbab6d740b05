"""As many rows as promised, in every one of the 20 tables."""

from collections import Counter

import pytest

from etl.errors import LoadError
from etl.synthetic import marketplace
from etl.synthetic.load import TABLES
from etl.synthetic.places import Places
from etl.synthetic.scales import SCALES, scale_named
from tests.etl.synthetic.conftest import Query, recipe
from tests.postgres import Database

DOCUMENT_MONTH_1 = {
    # Section 1.2 of the database design, column "Rows (Month 1)".
    "users": 1_000,
    "provider_profiles": 100,
    "bookings": 500,
    "messages": 5_000,
    "reviews": 200,
    "search_logs": 10_000,
    "notifications": 20_000,
}


@pytest.mark.parametrize(("table", "rows"), DOCUMENT_MONTH_1.items())
def test_month1_has_the_documents_volumes(month1: Database, table: str, rows: int) -> None:
    with month1.connect() as connection:
        found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert found is not None
    assert abs(found[0] - rows) <= rows / 100


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_rows(query: Query, table: str) -> None:
    assert query(f"SELECT EXISTS (SELECT FROM {table})") == [(True,)]


def test_the_tables_are_all_tables_of_the_document(query: Query) -> None:
    found = query(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p') AND relname NOT IN ('spatial_ref_sys', 'alembic_version')"
    )
    assert {name for (name,) in found} == set(TABLES)
    assert len(TABLES) == 20


@pytest.mark.parametrize("seed", range(6))
def test_month1_reaches_its_volumes_with_any_seed(where: Places, seed: int) -> None:
    made = Counter[str]()
    for table, rows in marketplace.stream(recipe(SCALES["month1"], seed), where):
        made[table] += len(rows)
    for table, rows in DOCUMENT_MONTH_1.items():
        assert abs(made[table] - rows) <= rows / 100, table


def test_a_scale_that_is_not_offered_is_refused_with_those_that_are() -> None:
    with pytest.raises(LoadError, match="'year9': choose one of demo, month1, year1, year3"):
        scale_named("year9")
