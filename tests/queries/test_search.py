"""What is said about searches equals what the search log says, counted one by one."""

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pandas as pd
import psycopg
import pytest
from psycopg.rows import dict_row

from etl.refresh.publish import publish
from queries import Snapshot, read, search
from queries.filters import Compare, Filters
from queries.grain import Grain
from queries.periods import Period, Unit
from queries.search import Terms
from tests.conftest import SharedDatabase
from tests.factories import ist, make_category, make_provider, make_search
from tests.postgres import Database
from tests.queries import naive
from tests.queries.steps import start_of, steps_in, steps_of

PLACES = {"Lucknow": (26.85, 80.95), "Agra": (27.18, 78.01), "Unknown": None, "Delhi": (28.6, 77.2)}
QUERIES = ("plumber", " Plumber", "PLUMBER  ", "bijli wala", "tutor", "प्लंबर", "پلمبر", "=cmd")
FEBRUARY = Filters(date(2025, 2, 1), date(2025, 2, 28))
FILTERS = (
    FEBRUARY,
    replace(FEBRUARY, start=date(2025, 1, 20), end=date(2025, 2, 2)),
    replace(FEBRUARY, end=date(2025, 2, 1)),
    replace(FEBRUARY, district=("Lucknow",)),
    replace(FEBRUARY, district=("Unknown",), compare=Compare.NONE),
    replace(FEBRUARY, district=("Varanasi",)),
    replace(FEBRUARY, district=("Lucknow", "Unknown")),
    replace(FEBRUARY, start=date(2026, 1, 1), end=date(2026, 1, 2)),
)
Searches = list[naive.Row]


def load(database: Database) -> None:
    """Fill a database with two months of searches at random, and publish it."""
    chance = Random(8)
    with database.connect() as connection:
        provider = make_provider(connection, make_category(connection))
        for _ in range(500):
            place = chance.choice([*PLACES.values()])
            moment = ist("2025-01-15 00:00") + timedelta(seconds=chance.randrange(50 * 86_400))
            make_search(
                connection,
                created_at=chance.choice(
                    [moment, ist("2025-02-01 23:59"), ist("2025-02-02 00:00")]
                ),
                query=chance.choice(QUERIES),
                results_count=chance.choice([0, 1, 20]),
                location={"lat": place[0], "lng": place[1]} if place else None,
                user_id=chance.choice([None, f"user {chance.randrange(80)}"]),
                session_id=f"session {chance.randrange(200)}",
                clicked_provider_id=chance.choice([None, provider]),
                click_position=chance.choice([None, 1, 2, 7]),
                response_time=chance.choice([None, 0, 1, round(10 ** chance.uniform(0, 5))]),
            )
    publish(database.owner_url)


@pytest.fixture
def published(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[tuple[psycopg.Connection, Snapshot]]:
    """The searches at random: a connection to the log, and what readers see of it."""
    database = shared_database("searches", load)
    use_database(database)
    with database.connect() as connection, read("analytics") as snapshot:
        yield connection, snapshot


def searches(connection: psycopg.Connection, filters: Filters) -> Searches:
    """Return the searches of the filters' days and district."""
    cursor = connection.cursor(row_factory=dict_row)
    cursor.execute(
        "SELECT *, created_at AT TIME ZONE 'Asia/Kolkata' AS local, COALESCE(("
        "    SELECT district FROM geo.districts WHERE ST_Contains(boundary, ST_Point("
        "        (location ->> 'lng')::float, (location ->> 'lat')::float, 4326))"
        "), 'Unknown') AS district FROM public.search_logs"
    )
    return [
        row
        for row in cursor
        if naive.within(row["created_at"], filters)
        and naive.is_in(row["district"], filters.district)
    ]


def share(part: int | float, whole: int) -> Any:
    return pytest.approx(part / whole) if whole else None


def percentile(values: list[int], p: float) -> Any:
    """Return the exact percentile by nearest rank, within the 1 % that is promised."""
    if not values:
        return None
    return pytest.approx(sorted(values)[math.ceil(p * len(values)) - 1], rel=0.01000001)


def expected(rows: Searches, districts: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what `search.totals` must say of these searches, those of the chosen districts."""
    clicked = [row for row in rows if row["clicked_provider_id"]]
    positions = [row["click_position"] for row in clicked if row["click_position"]]
    times = [row["response_time"] for row in rows if row["response_time"] is not None]
    zero = sum(row["results_count"] == 0 for row in rows)
    return {
        "searches": len(rows),
        "zero_results": zero,
        "clicked": len(clicked),
        "zero_result_rate": share(zero, len(rows)),
        "click_through_rate": share(len(clicked), len(rows)),
        "click_position": share(sum(positions), len(positions)),
        "reciprocal_rank": share(sum(1 / position for position in positions), len(rows)),
        "searchers": told(rows, "user_id", districts),
        "search_sessions": told(rows, "session_id", districts),
        "response_p50": percentile(times, 0.50),
        "response_p95": percentile(times, 0.95),
    }


def told(rows: Searches, column: str, districts: tuple[str, ...]) -> int | None:
    """Return how many there are, unless there are few: in any of several districts."""
    apart = [[row for row in rows if row["district"] == name] for name in districts] or [rows]
    counts = [len({row[column] for row in each} - {None}) for each in apart]
    if any(0 < count < 5 for count in counts):
        return None
    return len({row[column] for row in rows} - {None})


def said(row: Any, names: list[str]) -> dict[str, Any]:
    """Return the named values of a row as plain numbers, None where there is no data."""
    values = {name: row[name] for name in names}
    return {name: None if pd.isna(value) else float(value) for name, value in values.items()}


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_totals(published: tuple[psycopg.Connection, Snapshot], filters: Filters) -> None:
    connection, snapshot = published
    right = expected(searches(connection, filters), filters.district)
    assert said(search.totals(snapshot, filters), [*right]) == right


@pytest.mark.parametrize("grain", Grain)
@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_over_time(
    published: tuple[psycopg.Connection, Snapshot], filters: Filters, grain: Grain
) -> None:
    connection, snapshot = published
    steps: dict[date, Searches] = {start: [] for start, _, _ in steps_of(filters, grain)}
    for row in searches(connection, filters):
        steps[start_of(row["local"].date(), grain, filters)].append(row)
    frame = search.over_time(snapshot, filters, grain)
    assert steps_in(frame) == steps_of(filters, grain)
    for _, row in frame.iterrows():
        right = expected(steps[row["period"]], filters.district)
        assert said(row, [*right]) == right


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_by_district(published: tuple[psycopg.Connection, Snapshot], filters: Filters) -> None:
    connection, snapshot = published
    rows = searches(connection, filters)
    frame = search.by_district(snapshot, filters)
    assert dict(zip(frame["district"], frame["searches"], strict=True)) == Counter(
        row["district"] for row in rows
    )
    for _, row in frame.iterrows():
        right = expected([search for search in rows if search["district"] == row["district"]])
        names = [name for name in right if name in frame.columns]
        assert said(row, names) == {name: right[name] for name in names}


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_by_hour(published: tuple[psycopg.Connection, Snapshot], filters: Filters) -> None:
    connection, snapshot = published
    days = [filters.start + timedelta(days=place) for place in range(filters.days)]
    days_with = Counter(day.isoweekday() for day in days)
    rows = searches(connection, filters)
    counted = Counter((row["local"].isoweekday(), row["local"].hour) for row in rows)
    frame = search.by_hour(snapshot, filters)
    assert len(frame) == 24 * len(days_with)
    for _, row in frame.iterrows():
        cell = (row["weekday"], row["hour"])
        assert row["searches"] == counted[cell]
        assert float(row["searches_per_day"]) == pytest.approx(counted[cell] / days_with[cell[0]])


def typed(rows: Searches) -> dict[str, dict[str, int]]:
    """Return what became of each term of these searches."""
    terms: dict[str, dict[str, int]] = {}
    for row in rows:
        term = terms.setdefault(
            row["query"].strip().lower(),
            {"term_searches": 0, "term_zero_results": 0, "term_clicked": 0},
        )
        term["term_searches"] += 1
        term["term_zero_results"] += row["results_count"] == 0
        term["term_clicked"] += row["clicked_provider_id"] is not None
    return terms


def test_terms(published: tuple[psycopg.Connection, Snapshot]) -> None:
    connection, snapshot = published
    right = typed(searches(connection, FEBRUARY))
    before = typed(
        searches(connection, replace(FEBRUARY, start=date(2025, 1, 1), end=date(2025, 1, 31)))
    )
    frame = search.terms(snapshot, replace(FEBRUARY, district=("Agra",)), Terms.MOST_SEARCHED)
    assert set(frame["term"]) == {"plumber", "bijli wala", "tutor", "प्लंबर", "پلمبر", "=cmd"}
    assert list(frame["term_searches"]) == sorted(frame["term_searches"], reverse=True)
    for _, row in frame.iterrows():
        counts = right[row["term"]]
        assert {name: row[name] for name in counts} == counts
        searched = counts["term_searches"]
        assert row["term_searches_before"] == before[row["term"]]["term_searches"]
        assert float(row["zero_result_rate"]) == share(counts["term_zero_results"], searched)
        assert float(row["click_through_rate"]) == share(counts["term_clicked"], searched)


def test_without_a_comparison_nothing_was_searched_before(
    published: tuple[psycopg.Connection, Snapshot],
) -> None:
    alone = replace(FEBRUARY, compare=Compare.NONE)
    frame = search.terms(published[1], alone, Terms.MOST_SEARCHED)
    assert frame["term_searches_before"].isna().all()


def test_all_terms_or_at_most_so_many(
    published: tuple[psycopg.Connection, Snapshot],
) -> None:
    every = search.terms(published[1], FEBRUARY, Terms.MOST_SEARCHED)
    frame = search.terms(published[1], FEBRUARY, Terms.MOST_SEARCHED, most=2)
    assert len(every) == 6
    assert list(frame["term"]) == list(every["term"])[:2]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("  PLUMB", {"plumber"}),
        ("i  w", {"bijli wala"}),
        ("प्लं", {"प्लंबर"}),
        ("=", {"=cmd"}),
        ("%", set()),
        ("_", set()),
        (".*", set()),
        ("' OR true --", set()),
        ("plumber\x00", {"plumber"}),
        ("\ud800", {"plumber", "bijli wala", "tutor", "प्लंबर", "پلمبر", "=cmd"}),
        ("x" * 1_000_000, set()),
    ],
)
def test_terms_are_found_by_what_they_contain_literally(
    published: tuple[psycopg.Connection, Snapshot], text: str, found: set[str]
) -> None:
    frame = search.terms(published[1], FEBRUARY, Terms.MOST_SEARCHED, text)
    assert set(frame["term"]) == found


def test_fifty_thousand_users_are_counted_within_two_percent(
    database: Database, use_database: Callable[[Database], None]
) -> None:
    """Ten days with 15,000 searches each, by users that come back: every user on three days."""
    with database.connect() as connection:
        connection.execute("SELECT etl.ensure_partitions('2025-02-01', '2025-02-10')")
        connection.execute(
            "INSERT INTO public.search_logs"
            " (id, query, results_count, user_id, session_id, response_time, created_at)"
            " SELECT number::text, 'cook', 1, 'user ' || number % 50000, 'session ' || number,"
            " number % 1000, etl.business_midnight('2025-02-01') + number % 10 * interval '1 day'"
            " FROM generate_series(1, 150000) AS number"
        )
    publish(database.owner_url)
    use_database(database)
    with read("analytics") as snapshot:
        totals = search.totals(snapshot, FEBRUARY)
    assert totals["searches"] == 150_000
    assert totals["searchers"] == pytest.approx(50_000, rel=0.02)
    assert totals["search_sessions"] == pytest.approx(150_000, rel=0.02)
    # 150 searches took each of 0 to 999 ms: the 75,000th took 499 ms, the 142,500th 949 ms
    assert totals["response_p50"] == pytest.approx(499, rel=0.01)
    assert totals["response_p95"] == pytest.approx(949, rel=0.01)


@pytest.mark.parametrize(
    ("start", "end", "last"),
    [
        # As of the 28th, searches of the 20th could be booked until the 27th, which is over.
        (date(2025, 11, 1), date(2025, 11, 28), date(2025, 11, 20)),
        (date(2025, 11, 20), date(2025, 11, 28), date(2025, 11, 20)),
        (date(2025, 10, 1), date(2025, 10, 31), date(2025, 10, 31)),
        (date(2025, 11, 21), date(2025, 11, 28), None),
    ],
)
def test_days_whose_searches_cannot_be_booked_any_more(
    start: date, end: date, last: date | None
) -> None:
    filters = Filters(start, end, data=Period(date(2025, 1, 1), date(2025, 11, 28)))
    settled = search.settled(filters)
    assert (settled and settled.end) == last
    assert settled is None or settled.start == start


def test_a_rate_of_bookings_is_compared_with_as_many_days_that_are_settled() -> None:
    """1 to 20 November with 1 to 20 October, as the month is compared to date."""
    data = Period(date(2025, 1, 1), date(2025, 11, 28))
    month = Filters(date(2025, 11, 1), date(2025, 11, 28), unit=Unit.MONTH, data=data)
    settled = search.settled(month)
    assert settled is not None
    compared = settled.comparison
    assert compared is not None
    assert compared.now.period == Period(date(2025, 11, 1), date(2025, 11, 20))
    assert compared.before.period == Period(date(2025, 10, 1), date(2025, 10, 20))


def test_a_search_may_be_booked_for_as_long_as_it_is_counted(
    connection: psycopg.Connection,
) -> None:
    window = connection.execute("SELECT rollup.attribution_window()").fetchone()
    assert window == (search.ATTRIBUTION,)
