"""What is said about one provider equals what the application's tables say."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import h3
import pandas as pd
import psycopg
import pytest
import shapely
from psycopg.types.json import Jsonb

from etl.refresh.publish import publish
from queries import Snapshot, providers, read
from queries.filters import Filters
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.factories import (
    LUCKNOW,
    ist,
    make_booking,
    make_category,
    make_customer,
    make_provider,
    make_review,
    make_user,
)
from tests.postgres import Database
from tests.queries import naive

MARCH = Filters(date(2025, 3, 1), date(2025, 3, 31))


@pytest.fixture
def published(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> Iterator[tuple[psycopg.Connection, Snapshot]]:
    """The random marketplace: a connection to its tables, and what readers see of it."""
    database = shared_database("marketplace", random_marketplace.load)
    use_database(database)
    with database.connect() as connection, read("analytics") as snapshot:
        yield connection, snapshot


def test_confirmed_and_disputed_jobs_of_one(
    published: tuple[psycopg.Connection, Snapshot],
) -> None:
    connection, snapshot = published
    for provider_id in providers.choices(snapshot)["provider_id"]:
        [confirmed] = connection.execute(
            "SELECT count(*) FROM public.bookings WHERE provider_id = %s"
            " AND (confirmed_at AT TIME ZONE 'Asia/Kolkata')::date BETWEEN %s AND %s",
            (provider_id, MARCH.start, MARCH.end),
        ).fetchone() or [None]
        [disputed] = connection.execute(
            "SELECT count(*) FROM public.bookings AS booking WHERE provider_id = %s AND ("
            "    SELECT (min(created_at) AT TIME ZONE 'Asia/Kolkata')::date"
            "    FROM public.booking_status_history AS change"
            "    WHERE change.booking_id = booking.id AND change.status = 'DISPUTED'"
            ") BETWEEN %s AND %s",
            (provider_id, MARCH.start, MARCH.end),
        ).fetchone() or [None]
        totals = providers.totals_of(snapshot, MARCH, provider_id)
        assert (totals["confirmed"], totals["disputed"]) == (confirmed, disputed)


def test_reviews_and_stars_are_the_public_ones(
    published: tuple[psycopg.Connection, Snapshot],
) -> None:
    connection, snapshot = published
    for provider_id in providers.choices(snapshot)["provider_id"]:
        public = [
            (naive.day(row["created_at"]), row["overall_rating"])
            for row in naive.rows(connection, "reviews", MARCH)
            if row["provider_id"] == provider_id and row["is_published"] and not row["is_flagged"]
        ]
        reviews = providers.reviews_of(snapshot, provider_id)
        shown = list(zip(reviews["day"], reviews["overall_rating"], strict=True))
        assert sorted(shown) == sorted(public)
        assert list(reviews["day"]) == sorted(reviews["day"], reverse=True)
        stars = providers.stars_of(snapshot, MARCH, provider_id).set_index("stars")
        assert list(stars.index) == [5, 4, 3, 2, 1]
        for number, row in stars.iterrows():
            days = [day for day, given_stars in public if given_stars == number]
            assert row["reviews_ever"] == len(days)
            assert row["reviews"] == sum(MARCH.start <= day <= MARCH.end for day in days)


def make_varied(connection: psycopg.Connection) -> None:
    """Insert providers with every combination that the score distinguishes, at random."""
    chance = Random(100)
    category = make_category(connection)
    customer = make_customer(connection)
    for _ in range(60):
        user = make_user(
            connection,
            role="PROVIDER",
            created_at=ist("2025-01-01 00:00") - timedelta(days=chance.randrange(400)),
        )
        provider = make_provider(
            connection,
            category,
            user_id=user,
            aadhaar_verified=chance.random() < 0.7,
            background_verified=chance.random() < 0.7,
            response_time_seconds=chance.choice([0, 300, 1200, 3000, 7000, 9000]),
        )
        for _ in range(chance.randrange(3)):
            booking = make_booking(connection, customer, provider)
            make_review(
                connection, booking, customer, provider, overall_rating=chance.randint(1, 5)
            )
        connection.execute(
            "UPDATE public.provider_profiles SET completed_jobs = %s, cancelled_jobs = %s,"
            " average_rating = %s WHERE id = %s",
            (
                chance.choice([0, 3, 7, 41, 133, 400]),
                chance.choice([0, 0, 1, 9, 90]),
                chance.choice([0, 1, Decimal("3.33"), Decimal("4.67"), 5]),
                provider,
            ),
        )


@pytest.mark.parametrize("mode", ["documented", "normalised"])
def test_the_steps_of_the_score_add_up_to_it_exactly(
    database: Database, use_database: Callable[[Database], None], mode: str
) -> None:
    with database.connect() as connection:
        make_varied(connection)
        connection.execute(
            "INSERT INTO public.system_config (key, value, updated_at) VALUES (%s, %s, now())",
            ("reputation", Jsonb({"mode": mode})),
        )
    publish(database.owner_url)
    use_database(database)
    with read("analytics") as snapshot, database.connect() as connection:
        ids = providers.choices(snapshot)["provider_id"]
        ceilings = []
        for provider_id in ids:
            steps = providers.reputation_of(snapshot, provider_id).set_index("step")
            [score] = connection.execute(
                "SELECT public.calculate_reputation_score(%s)", (provider_id,)
            ).fetchone() or [None]
            assert sum(steps["points"]) == score
            assert providers.profile(snapshot, provider_id)["current_score"] == score
            assert abs(steps["points"]["rounding"]) <= Decimal("0.005")
            parts = steps[steps["score"].notna()]
            assert list(parts["points"]) == [
                row["score"] * row["weight"] for _, row in parts.iterrows()
            ]
            ceilings.append(steps["points"]["ceiling"])
    assert len(ids) == 60
    # only the weights as documented, which add up to 1.10, can pass 100
    assert (min(ceilings) < 0) == (mode == "documented")


def test_a_worked_example_of_the_steps(
    database: Database, use_database: Callable[[Database], None]
) -> None:
    """Nothing known but two cancelled of three completed jobs, of a new account: parts 0, 3, 60, 0,
    33.33, 20 and 100 give 0 + 0.6 + 9 + 0 + 3.333 + 1 + 5 = 18.933, rounded to 18.93. Times 0.8 is
    15.14 (15.144), times 0.9 is 13.63 (13.626).
    """
    with database.connect() as connection:
        provider = make_provider(connection, make_category(connection))
        connection.execute(
            "UPDATE public.provider_profiles SET completed_jobs = 3, cancelled_jobs = 2"
        )
    publish(database.owner_url)
    use_database(database)
    with read("analytics") as snapshot:
        steps = providers.reputation_of(snapshot, provider).set_index("step")["points"]
    assert dict(steps) == {
        "rating": Decimal(0),
        "volume": Decimal("0.6"),
        "response": Decimal(9),
        "verification": Decimal(0),
        "reliability": Decimal("3.333"),
        "tenure": Decimal(1),
        "trend": Decimal(5),
        "rounding": Decimal("-0.003"),
        "new_provider_penalty": Decimal("-3.79"),
        "cancellation_penalty": Decimal("-1.51"),
        "ceiling": Decimal(0),
    }


def test_the_profile_says_where_a_provider_works(
    database: Database, use_database: Callable[[Database], None]
) -> None:
    lat, lng = LUCKNOW
    with database.connect() as connection:
        category = make_category(connection, name="Tutors")
        user = make_user(connection, role="PROVIDER", name="<b>Asha</b> *Devi*")
        circle = {"type": "radius", "lat": lat, "lng": lng, "radiusKm": 11.132}
        provider = make_provider(connection, category, user_id=user, service_areas=[circle])
        nowhere = make_provider(connection, category, at=None)
    publish(database.owner_url)
    use_database(database)
    with read("analytics") as snapshot:
        profile, place = (of(snapshot, provider) for of in (providers.profile, providers.place))
        placeless = providers.place(snapshot, nowhere)
    assert (profile["name"], profile["category"], profile["district"]) == (
        "<b>Asha</b> *Devi*",
        "Tutors",
        "Lucknow",
    )
    middle = h3.cell_to_latlng(h3.latlng_to_cell(lat, lng, 9))
    assert (place["lat"], place["lng"]) == pytest.approx(middle, abs=1e-5)
    _, south, _, north = shapely.from_geojson(place["service_area"]).bounds
    # a degree of latitude is 110.8 km at Lucknow, so that 11.132 km are about 0.1 degrees
    assert north - south == pytest.approx(0.2, rel=0.02)
    assert placeless["district"] == "Unknown"
    assert pd.isna(placeless["lat"])
    assert placeless["service_area"] is None
