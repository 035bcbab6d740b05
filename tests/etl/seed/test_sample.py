"""The document's sample as it is in the database after `localpro seed`."""

from decimal import Decimal
from typing import Any

import pytest

from etl.errors import LoadError
from etl.seed.sample import seed
from tests.factories import ist, make_category, make_user
from tests.postgres import Database

DEVANAGARI = range(0x0900, 0x0980)
ARABIC = range(0x0600, 0x0700)


@pytest.fixture(scope="module")
def sample(shared_database: Any) -> Database:
    database: Database = shared_database("sample", lambda made: seed(made.owner_url))
    return database


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with database.connect() as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize(
    ("table", "count"),
    [
        ("categories", 5),
        ("sub_categories", 12),
        ("users", 5),
        ("provider_profiles", 2),
        ("customer_profiles", 2),
        ("bookings", 1),
        ("reviews", 1),
        ("payments", 0),
    ],
)
def test_every_row_of_the_document_is_there(sample: Database, table: str, count: int) -> None:
    assert rows(sample, f"SELECT count(*) FROM public.{table}") == [(count,)]


def test_the_triggers_bring_the_first_provider_to_its_final_figures(sample: Database) -> None:
    """340 jobs and the completed booking; the only review has 5 stars.

    Score: rating 100 × 0.40 + volume 100 × 0.20 + response unknown, so 3600 s: 60 × 0.15
    + Aadhaar only: 50 × 0.15 + no cancellation: 100 × 0.10 + new account: 20 × 0.05
    + steady: 100 × 0.05 = 40 + 20 + 9 + 7.5 + 10 + 1 + 5 = 92.5.
    """
    assert rows(
        sample,
        "SELECT average_rating, completed_jobs, total_jobs, reputation_score"
        " FROM provider_profiles WHERE id = 'provider_1'",
    ) == [(Decimal("5.00"), 341, 1, Decimal("92.50"))]


def test_the_second_provider_stays_as_printed(sample: Database) -> None:
    assert rows(
        sample,
        "SELECT average_rating, completed_jobs, reputation_score, ST_Y(location_point),"
        " ST_X(location_point), pricing ->> 'priceRange'"
        " FROM provider_profiles WHERE id = 'provider_2'",
    ) == [(Decimal("4.60"), 215, Decimal("88.00"), 26.85, 80.95, "₹350-600/hr")]


def test_times_of_the_document_are_business_time(sample: Database) -> None:
    assert rows(
        sample, "SELECT scheduled_date, created_at, confirmed_at, completed_at FROM bookings"
    ) == [
        (
            ist("2025-01-15 10:00"),
            ist("2025-01-14 15:30"),
            ist("2025-01-14 15:45"),
            ist("2025-01-15 11:30"),
        )
    ]
    assert rows(sample, "SELECT created_at FROM reviews") == [(ist("2025-01-15 12:00"),)]


@pytest.mark.parametrize("table", ["categories", "sub_categories"])
def test_names_are_written_in_their_own_scripts(sample: Database, table: str) -> None:
    named = rows(sample, f"SELECT name, name_translations FROM {table}")

    for name, translations in named:
        assert translations.keys() == {"en", "hi", "ur"}
        assert translations["en"] == name
        assert name.isascii()
        assert set(map(ord, translations["hi"])) <= {*DEVANAGARI, ord(" ")}
        assert set(map(ord, translations["ur"])) <= {*ARABIC, ord(" ")}


def test_hindi_and_urdu_names_are_the_documents_code_for_code(sample: Database) -> None:
    """Education: शिक्षा is SHA, vowel I, KA, virama, SSA, vowel AA; تعلیم has the Farsi yeh."""
    (names,) = rows(sample, "SELECT name_translations FROM categories WHERE slug = 'education'")[0]

    assert names["hi"] == "\u0936\u093f\u0915\u094d\u0937\u093e"
    assert names["ur"] == "\u062a\u0639\u0644\u06cc\u0645"


def test_a_second_run_changes_nothing(database: Database) -> None:
    assert seed(database.owner_url)
    versions = "SELECT array_agg(xmin::text ORDER BY id), count(*) FROM provider_profiles"
    before = rows(database, versions)

    assert not seed(database.owner_url)

    assert rows(database, versions) == before


@pytest.mark.parametrize("make", [make_user, make_category])
def test_a_marketplace_with_other_data_is_left_alone(database: Database, make: Any) -> None:
    with database.connect() as connection:
        make(connection)

    with pytest.raises(LoadError, match="holds other data"):
        seed(database.owner_url)

    assert rows(database, "SELECT count(*) FROM bookings") == [(0,)]


def test_the_places_are_loaded_when_missing(database: Database) -> None:
    with database.connect() as connection:
        connection.execute("DELETE FROM geo.pincodes")

    seed(database.owner_url)

    assert rows(database, "SELECT count(*) > 1500 FROM geo.pincodes") == [(True,)]
