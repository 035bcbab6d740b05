"""Each role on each screen: what it sees there, and what it does not."""

import ast
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

import dashboard
from dashboard.frame import shell
from dashboard.frame.boundary import boundary
from dashboard.parts.addresses import ID
from dashboard.parts.downloads import minted_by
from dashboard.parts.gathering import Failed
from dashboard.parts.rows import read_by
from dashboard.screens import SCREENS
from dashboard.screens.coverage.gather import DISTRICTS, RECRUIT, Choices, gather
from dashboard.screens.screen import Screen
from queries import Allowed
from queries.coverage import Shown
from queries.errors import NoRight
from queries.filters import Filters
from queries.people import Person, Right, Role
from tests.dashboard.app import run
from tests.dashboard.fake import IDENTITY, Fake

PEOPLE = {role: Person(role.value, "Asha", role) for role in Role}
ROOT = Path(dashboard.__file__).parent
LOCK = ":material/lock:"

REFUSED: dict[tuple[Role, str], list[str]] = {
    (Role.BUSINESS, "providers"): ["rows behind figures"],
    (Role.BUSINESS, "provider"): ["rows behind figures"],
    (Role.ANALYST, "provider"): ["review providers"],
}
"""What is said instead of a part, where anything is: of all providers; of the whole page; of one
provider's reputation, where its reviews and its place are in tabs beside it.
"""

every_role = pytest.mark.parametrize("role", Role)
every_screen = pytest.mark.parametrize("name", SCREENS)


def page(screen: Screen[Any, Any], person: Person) -> None:
    """Show a screen and its frame, as the shell does with what a person may read."""
    with boundary():
        person.must(screen.right)
        view = shell.opened(screen, Allowed(Fake(), person))
        with minted_by(shell.minter(person, "7")), read_by(shell.rows_reader(person, IDENTITY)):
            screen.show(view)


def shown(name: str, role: Role) -> AppTest:
    return run(page, SCREENS[name], PEOPLE[role], person=PEOPLE[role], **{ID: "provider_0"})


HAS_ROWS = {"overview", "bookings", "revenue", "providers", "provider", "search"}
"""Screens whose numbers can be looked into."""


def refused(app: AppTest) -> list[str]:
    return [info.value for info in app.info if info.icon == LOCK]


@pytest.mark.slow
@every_role
@every_screen
def test_each_role_sees_its_part_of_each_screen(name: str, role: Role) -> None:
    app = shown(name, role)
    expected = REFUSED.get((role, name), [])
    assert not app.error or name == "data"  # the fake's newest run failed, which is said
    assert len(refused(app)) == len(expected)
    assert all(what in said for what, said in zip(expected, refused(app), strict=True))
    offered = [each.proto.popover.label.split()[0] for each in app.get("popover")]
    assert ("Download" in offered) == bool(app.dataframe and PEOPLE[role].may(Right.EXPORT))
    behind = [each for each in app.expander if each.label == "The rows behind these numbers"]
    assert bool(behind) == (name in HAS_ROWS and PEOPLE[role].may(Right.ROWS))


@every_role
def test_only_reviewers_see_scores_and_single_providers_on_a_map(role: Role) -> None:
    is_reviewer = PEOPLE[role].may(Right.REVIEW)
    tables = shown("providers", role).dataframe
    assert any("Reputation" in " ".join(map(str, each.value)) for each in tables) == is_reviewer
    above = [group.key for group in shown("coverage", role).button_group]
    assert ("coverage_above" in above) == is_reviewer


@pytest.mark.parametrize("above", ["Providers", "Service areas"])
@pytest.mark.parametrize("role", [Role.BUSINESS, Role.ANALYST])
def test_a_layer_that_is_asked_for_all_the_same_is_refused(role: Role, above: str) -> None:
    """By a link it is left out; whatever else asks for it is refused."""
    person = PEOPLE[role]
    app = run(page, SCREENS["coverage"], person, person=person, above=above)
    assert not app.error
    quarter = Filters(date(2025, 1, 1), date(2025, 3, 31))
    asked = Choices(DISTRICTS, "demand", (above,), Shown(), None, RECRUIT)
    found = gather(Allowed(Fake(), person), quarter, asked).overlays
    assert isinstance(found, Failed)
    assert isinstance(found.error, NoRight)


@every_role
@every_screen
def test_a_screen_without_the_right_reads_nothing_and_is_in_the_log(
    name: str, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Addressed directly, and again: the menu has no say in it."""
    person, lines = PEOPLE[role], []
    if person.may(SCREENS[name].right):
        return

    def read_for(_: Person) -> None:
        raise AssertionError("something was read")

    monkeypatch.setattr(shell, "read_for", read_for)
    monkeypatch.setattr(shell.audit, "record", lambda *line: lines.append(line))
    app = run(shell.show, SCREENS[name], person)
    assert not app.run().exception
    assert ["ask an admin" in said for said in refused(app)] == [True]
    assert not app.title
    assert lines == [(person, "REFUSED", "SCREEN", name, {"role": role})]


def test_who_may_see_which_screen_is_spelled_out() -> None:
    taken = {name: screen.right for name, screen in SCREENS.items()}
    assert {name for name, right in taken.items() if right is not Right.LOOK} == {"provider"}
    assert taken["provider"] is Right.ROWS


def test_screens_are_read_for_people_only() -> None:
    """What opens a snapshot that answers everybody asks for a right of its own: rows and files; or
    keeps what it finds for each role apart.
    """
    imported = {
        (file.name, name.name)
        for file in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("queries")
        for name in node.names
    }
    assert ("shell.py", "read_for") in imported
    open_to_all = {each for each in imported if each[1] in {"read", "engine", "primary"}}
    assert open_to_all == {("shell.py", "read"), ("files.py", "read"), ("warming.py", "read")}
    assert shell.rows_reader(PEOPLE[Role.BUSINESS], uuid4()) is None
