"""As many rows as promised, in every one of the 20 tables."""

from collections import Counter

import pytest

from etl.errors import LoadError
from etl.synthetic import marketplace, world
from etl.synthetic.bookings import Book
from etl.synthetic.calendar import DAY
from etl.synthetic.load import TABLES
from etl.synthetic.places import Places
from etl.synthetic.scales import SCALES, scale_named
from tests.etl.synthetic.conftest import Query, part_of, recipe
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

DOCUMENT_YEAR_1 = {
    # The same, column "Rows (Year 1)".
    "users": 100_000,
    "provider_profiles": 10_000,
    "bookings": 100_000,
    "messages": 5_000_000,
    "reviews": 50_000,
    "search_logs": 10_000_000,
    "notifications": 20_000_000,
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


def test_a_hundredth_of_year1_has_a_hundredth_of_the_documents_volumes(where: Places) -> None:
    made = Counter[str]()
    for table, rows in marketplace.stream(recipe(part_of(SCALES["year1"], 100)), where):
        made[table] += len(rows)
    for table, rows in DOCUMENT_YEAR_1.items():
        assert abs(made[table] - rows / 100) <= rows / 10_000, table


def test_year1_begins_as_small_as_the_documents_first_month(where: Places) -> None:
    # 500 of 100,000 bookings are 0.5 %; at a constant pace 31 days of 365 would be 8.5 %.
    made = recipe(part_of(SCALES["year1"], 20))
    end_of_month = made.period.start + 31 * DAY
    book = Book(world.make(made.seed, made.scale, made.period, where))
    early = sum(int((batch.created < end_of_month).sum()) for batch in book.batches())
    assert 0.002 < early / made.scale.bookings < 0.01


def test_year3_has_ten_times_the_bookings_of_year1() -> None:
    assert SCALES["year3"].bookings == 10 * SCALES["year1"].bookings
    assert SCALES["year3"].days == 3 * 365 + 1  # one of three years may be a leap year


def test_a_scale_that_is_not_offered_is_refused_with_those_that_are() -> None:
    with pytest.raises(LoadError, match="'year9': choose one of demo, month1, year1, year3"):
        scale_named("year9")
