"""Where real marketplaces differ: how often, in which currencies, and with which odd rows."""

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from etl.synthetic import lifecycle, marketplace, reviews
from etl.synthetic.places import Places
from etl.synthetic.scales import SCALES
from tests.conftest import SharedDatabase
from tests.etl.synthetic import test_counters
from tests.etl.synthetic.conftest import Query, fill, recipe
from tests.postgres import Database


@pytest.fixture(scope="module")
def unlike(shared_database: SharedDatabase) -> Database:
    """The small marketplace with other currencies and odd rows."""
    made = replace(recipe(), currencies=True, odd=True)
    return shared_database("synthetic_unlike", lambda database: fill(database, made))


@pytest.fixture
def odd(unlike: Database) -> Iterator[psycopg.Connection]:
    with unlike.connect() as connection:
        yield connection


def test_some_are_paid_ahead(query: Query) -> None:
    """Of 900 bookings some 660 are confirmed: 53 are paid ahead, give or take three times 7."""
    ((confirmed, ahead),) = query("""
        SELECT count(*), count(*) FILTER (WHERE p.paid_at < coalesce(b.completed_at, 'infinity'))
        FROM bookings b LEFT JOIN payments p ON p.booking_id = b.id
        WHERE b.confirmed_at IS NOT NULL""")
    wanted = confirmed * lifecycle.PREPAID
    assert 600 < confirmed < 720
    assert abs(ahead - wanted) < 3 * wanted**0.5


def test_some_are_finished_late_or_twice_and_some_reviews_are_edited(query: Query) -> None:
    """2 % of some 560 finished jobs, 1 % of them, 3 % of 300 reviews: within three deviations."""
    found = query("""
        SELECT
            (SELECT count(*) FROM bookings WHERE completed_at IS NOT NULL),
            (SELECT count(*) FROM bookings WHERE completed_at > started_at + interval '2 days'),
            (SELECT count(*) FROM booking_status_history h JOIN bookings b ON b.id = h.booking_id
             WHERE h.status = 'IN_PROGRESS' AND h.created_at > b.started_at),
            (SELECT count(*) FROM reviews
             WHERE updated_at > greatest(created_at, responded_at, moderated_at))""")
    ((finished, late, twice, edited),) = found
    wanted = (finished * lifecycle.LATE, finished * lifecycle.MISTAKEN, 300 * reviews.EDITED)
    for number, expected in zip((late, twice, edited), wanted, strict=True):
        assert 0 < number < expected + 3 * expected**0.5


def test_rupees_alone_unless_asked_for(query: Query) -> None:
    assert query("SELECT DISTINCT currency FROM bookings") == [("INR",)]
    assert query("SELECT DISTINCT currency FROM payments") == [("INR",)]


def test_a_few_bookings_are_in_other_currencies(odd: psycopg.Connection) -> None:
    """3 % of 900 are 27, give or take three times 5; a dollar is dearer than a rupee."""
    others, foreign, domestic, unlike = odd.execute("""
        SELECT
            count(*) FILTER (WHERE b.currency IN ('USD', 'AED', 'EUR')),
            avg(quoted_price) FILTER (WHERE b.currency = 'USD'),
            avg(quoted_price) FILTER (WHERE b.currency = 'INR'),
            count(*) FILTER (WHERE b.currency <> p.currency)
        FROM bookings b LEFT JOIN payments p ON p.booking_id = b.id WHERE b.id LIKE 'bkg%'
    """).fetchall()[0]
    assert 27 - 15 < others < 27 + 15
    assert 20 < domestic / foreign < 200
    assert unlike == 0


def test_other_currencies_change_nothing_else(where: Places) -> None:
    """The same people book the same things at the same moments."""
    scale = SCALES["month1"]
    same = ["id", "customer_id", "provider_id", "status", "created_at", "completed_at"]
    plain, mixed = (
        [
            rows.select(same)
            for table, rows in marketplace.stream(replace(recipe(scale), currencies=chosen), where)
            if table == "bookings"
        ]
        for chosen in (False, True)
    )
    assert plain == mixed


ODD = {
    "a booking of 1970": "SELECT 1 FROM bookings WHERE created_at < '1971-01-01'",
    "a booking of 2062": "SELECT 1 FROM bookings WHERE created_at > '2062-01-01'",
    "finished before it was made": "SELECT 1 FROM bookings WHERE completed_at < created_at",
    "an account of unknown age": "SELECT 1 FROM users WHERE NOT isfinite(created_at)",
    "categories that are none": """
        SELECT 1 FROM search_logs WHERE filters ->> 'categoryId' NOT IN (SELECT id FROM categories)
        HAVING count(*) = 3""",
    "a provider outside the districts": """
        SELECT 1 FROM provider_profiles WHERE location_point IS NOT NULL
        AND geo.district_of(location_point) IS NULL""",
    "an area of 25 square degrees": """
        SELECT 1 FROM provider_profiles WHERE ST_Area(service_area) >= 25
        AND ST_IsValid(service_area)""",
    "an area that is none": """
        SELECT 1 FROM provider_profiles WHERE NOT ST_IsValid(service_area)""",
    "a sub-category of another category": """
        SELECT 1 FROM provider_profiles
        WHERE 'subcat_plumbing' = ANY (sub_category_ids) AND category_id <> 'cat_home_services'""",
    "a sub-category that is none": """
        SELECT 1 FROM provider_profiles WHERE 'no such sub-category' = ANY (sub_category_ids)""",
    "no list of sub-categories": "SELECT 1 FROM provider_profiles WHERE sub_category_ids IS NULL",
    "a name to call": "SELECT 1 FROM users WHERE name ~ '[0-9]{5} [0-9]{5}'",
    "a name with a link": "SELECT 1 FROM users WHERE name ~ '<a href'",
    "a comment to call": "SELECT 1 FROM reviews WHERE comment ~ '98765'",
    "a term that looks like another": "SELECT 1 FROM search_logs WHERE query ~ U&'\\200B'",
    "a term that is none": "SELECT 1 FROM search_logs WHERE query = ''",
    "empty JSON": "SELECT 1 FROM provider_profiles WHERE service_areas = '{}'",
}


@pytest.mark.parametrize("kind", ODD)
def test_odd_rows_occur_where_asked_for(odd: psycopg.Connection, query: Query, kind: str) -> None:
    assert odd.execute(ODD[kind].encode()).fetchall()
    assert not query(ODD[kind])


def test_odd_rows_are_counted_like_others(odd: psycopg.Connection) -> None:
    test_counters.test_providers_counters_equal_a_naive_recount(odd)
    test_counters.test_customers_counters_equal_a_naive_recount(odd)


def test_odd_rows_are_few(odd: psycopg.Connection, query: Query) -> None:
    """At most one in a hundred, or twenty of a table."""
    for table in ("users", "bookings", "payments", "reviews", "search_logs"):
        count = f"SELECT count(*) FROM {table}"
        ((plain,),), ((more,),) = query(count), odd.execute(count.encode()).fetchall()
        assert plain < more <= plain + max(plain // 100, 20)
