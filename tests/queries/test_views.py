"""What people save is theirs, is what they said, and is others' only where they share it."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from queries import views
from queries.errors import NotSaved
from queries.people import LOCAL, Person, Role
from queries.views import Saved
from tests import hostile_names as hostile
from tests.postgres import Database

ASHA, RAVI = Person("asha", "Asha", Role.BUSINESS), Person("ravi", "Ravi", Role.ANALYST)
LINK = "period=last_month&district=Agra&district=Lucknow"


@pytest.fixture(scope="module")
def members(cluster: Any) -> Iterator[Database]:
    database = cluster.migrated()
    with database.connect() as connection:
        connection.execute(
            "INSERT INTO access.members (id, email, name, role, set_by)"
            " VALUES ('asha', 'asha@example.org', 'Asha', 'business', 'test')"
        )
    yield database
    cluster.drop(database)


@pytest.fixture(autouse=True)
def nothing_saved(members: Database, use_database: Callable[[Database], None]) -> None:
    with members.connect() as connection:
        connection.execute("TRUNCATE access.views CASCADE")
    use_database(members)


def save(person: Person, name: str, *, is_shared: bool = False) -> Saved:
    views.save(person, name, "bookings", LINK, is_shared=is_shared)
    return next(view for view in views.of(person) if view.name == views.as_name(name))


def names(person: Person) -> list[str]:
    return [view.name for view in views.of(person)]


def test_what_is_saved_is_found_again_by_its_name() -> None:
    view = save(ASHA, "My month")
    assert (view.screen, view.link, view.is_own) == ("bookings", LINK, True)
    views.save(ASHA, " My  month ", "revenue", "period=today")
    [again] = views.of(ASHA)
    assert (again.id, again.screen, again.link) == (view.id, "revenue", "period=today")


def test_others_see_what_is_shared_until_it_is_not() -> None:
    save(ASHA, "Mine")
    ours = save(ASHA, "Ours", is_shared=True)
    save(RAVI, "Aside")
    assert names(RAVI) == ["Aside", "Ours"]
    assert [(view.is_own, view.owner_name) for view in views.of(RAVI)] == [
        (True, ""),
        (False, "Asha"),
    ]
    views.share(ASHA, ours.id, is_shared=False)
    assert names(RAVI) == ["Aside"]
    assert names(LOCAL) == []


def test_nobody_changes_what_is_another_ones() -> None:
    ours = save(ASHA, "Ours", is_shared=True)
    for change in (
        lambda: views.delete(RAVI, ours.id),
        lambda: views.share(RAVI, ours.id, is_shared=False),
        lambda: views.set_home(RAVI, "nothing"),
        lambda: views.set_home(RAVI, save(ASHA, "Mine").id),
    ):
        with pytest.raises(NotSaved, match="no such view"):
            change()
    assert set(names(ASHA)) == {"Ours", "Mine"}
    save(RAVI, "Ours")
    assert names(RAVI) == ["Ours", "Ours"]


def test_somebody_begins_with_a_view_while_they_may_open_it() -> None:
    mine, ours = save(RAVI, "Mine"), save(ASHA, "Ours", is_shared=True)
    assert views.home(RAVI) is None
    for view in (mine, ours):
        views.set_home(RAVI, view.id)
        home = views.home(RAVI)
        assert home
        assert home.id == view.id
    assert views.home(ASHA) is None
    views.share(ASHA, ours.id, is_shared=False)
    assert views.home(RAVI) is None
    views.set_home(RAVI, mine.id)
    views.leave_home(RAVI)
    views.leave_home(RAVI)
    assert views.home(RAVI) is None
    views.set_home(RAVI, mine.id)
    views.delete(RAVI, mine.id)
    assert views.home(RAVI) is None


@pytest.mark.parametrize(
    "name",
    [hostile.PROVIDER, hostile.TERM, "'; DROP TABLE access.views; --", "=cmd()", "मेरा महीना", "م‌ن"],
)
def test_a_name_is_kept_as_it_is(name: str) -> None:
    short = views.as_name(name)[: views.LONGEST_NAME]
    assert save(ASHA, short).name == short


@pytest.mark.parametrize("name", ["", " \n", "\x00\u200b", "x" * 81])
def test_a_name_that_cannot_be_kept(name: str) -> None:
    with pytest.raises(NotSaved, match=r"name"):
        views.save(ASHA, name, "bookings", LINK)
    with pytest.raises(NotSaved, match="so many filters"):
        views.save(ASHA, "Long", "bookings", "x" * 8_001)
    assert names(ASHA) == []


def test_there_is_an_end_to_them(members: Database) -> None:
    with members.connect() as connection:
        connection.execute(
            "INSERT INTO access.views (owner, name, screen, link)"
            " SELECT 'asha', 'view ' || number, 'bookings', '' FROM generate_series(1, 200) number"
        )
    with pytest.raises(NotSaved, match="200 of your views"):
        save(ASHA, "One more")
    views.save(ASHA, "view 7", "bookings", LINK)
    save(RAVI, "Another one's")


def test_the_dashboard_reads_no_table(members: Database) -> None:
    with psycopg.connect(members.access_url) as connection:
        for table in ("views", "homes"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT * FROM access.{table}")  # type: ignore[call-overload]
            connection.rollback()
