"""What each role may read, whatever was read before by others."""

from collections.abc import Callable
from datetime import date

import pytest

from queries.allowed import WORKLOADS, Allowed, read_for
from queries.cache import results
from queries.errors import NoRight
from queries.load import catalog
from queries.metrics.question import Question
from queries.people import Person, Right, Role
from queries.periods import Period
from tests import random_marketplace
from tests.conftest import SharedDatabase
from tests.dashboard.fake import LISTED, SIZED, Fake
from tests.postgres import Database

DAYS = Period(date(2025, 1, 1), date(2025, 1, 31))
PEOPLE = {role: Person(role.value, role.value, role) for role in Role}

every_role = pytest.mark.parametrize("person", PEOPLE.values(), ids=lambda person: person.role)


def allowed(person: Person) -> Allowed:
    return Allowed(Fake(), person)


@every_role
@pytest.mark.parametrize("name", sorted({*LISTED, *SIZED}))
def test_a_query_is_answered_to_whom_its_header_names(person: Person, name: str) -> None:
    query, source = catalog()[name], allowed(person)
    if not person.may(query.right):
        for ask in (source.frame, source.live_frame, source.recent_frame):
            with pytest.raises(NoRight):
                ask(name)
        return
    hidden = {column for column, right in query.columns.items() if not person.may(right)}
    assert set(source.frame(name)) == set(Fake().frame(name)) - hidden
    assert set(source.live_frame(name)) == set(Fake().frame(name)) - hidden
    assert set(source.recent_frame(name)) == set(Fake().frame(name)) - hidden


@every_role
def test_numbers_of_one_provider_are_rows(person: Person) -> None:
    of_all = Question(("jobs_completed",), DAYS)
    of_one = Question(("jobs_completed",), DAYS, where=(("provider", "provider-1"),))
    of_each = Question(("jobs_completed",), DAYS, by=("provider",))
    assert of_all.right is Right.LOOK
    assert {of_one.right, of_each.right} == {Right.ROWS}
    assert not allowed(person).answer(of_all).empty
    for question in (of_one, of_each):
        if person.may(Right.ROWS):
            assert not allowed(person).answer(question).empty
        else:
            with pytest.raises(NoRight, match="business staff may not see the rows"):
                allowed(person).answer(question)


def test_business_staff_see_no_single_provider() -> None:
    """Spelled out, so that a header that is changed by mistake is noticed."""
    seen = {name for name, query in catalog().items() if query.right is Right.LOOK}
    assert not [name for name in seen if name.startswith("provider_")]
    reviewed = {name for name, query in catalog().items() if query.right is Right.REVIEW}
    assert reviewed == {
        *("coverage_areas", "coverage_providers"),
        *("provider_place", "provider_reputation", "provider_reviews", "provider_stars"),
    }


@every_role
@pytest.mark.parametrize("workload", WORKLOADS)
def test_a_workload_without_the_right_is_not_opened(person: Person, workload: str) -> None:
    """Nobody connects: the right comes first."""
    if not person.may(WORKLOADS[workload]):  # type: ignore[index]
        with pytest.raises(NoRight), read_for(person, workload):  # type: ignore[arg-type]
            pytest.fail("opened")


def test_what_an_admin_has_read_is_served_to_nobody_else(
    shared_database: SharedDatabase, use_database: Callable[[Database], None]
) -> None:
    """The result is known, and the others are refused all the same."""
    use_database(shared_database("marketplace", random_marketplace.load))
    with read_for(PEOPLE[Role.ADMIN]) as source:
        one = source.frame("provider_choices")["provider_id"].iloc[0]
        everything = source.frame("provider_profile", provider=one)
        source.frame("provider_reputation", provider=one)
    assert {"provider_profile", "provider_reputation"} <= {key.query for key in results}
    for role in (Role.ANALYST, Role.BUSINESS):
        with read_for(PEOPLE[role]) as source, pytest.raises(NoRight):
            source.frame("provider_reputation", provider=one)
    with read_for(PEOPLE[Role.ANALYST]) as source:
        seen = source.frame("provider_profile", provider=one)
    assert set(everything) - set(seen) == {*catalog()["provider_profile"].columns}
    with read_for(PEOPLE[Role.ADMIN], "reporting") as source:
        source.frame("provider_reputation", provider=one)
    assert {key.role for key in results} == {"analytics", "reporting"}
