"""Letting people in, as the command does it, and what the dashboard and the log know of it."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from etl.access import commands, people
from etl.access.people import KnownBy, Member, Role
from etl.errors import AccessError
from queries import audit
from queries import members as asked
from queries.errors import NotAllowed, Unavailable
from queries.members import Identity
from queries.people import Person, Stranger
from queries.people import Role as Asked
from queries.primary import transaction
from queries.settings import settings
from tests.postgres import Database

BY = "operator"
ISSUER = "https://issuer.test"


@pytest.fixture(scope="module")
def members(cluster: Any) -> Iterator[Database]:
    """A database of this module's own; each test lets in other people."""
    database = cluster.migrated()
    yield database
    cluster.drop(database)


@pytest.fixture(autouse=True)
def url(members: Database, use_database: Callable[[Database], None]) -> str:
    use_database(members)
    return members.owner_url


def signed_in(subject: str, email: str | None = None, sign_in: str = "1") -> Identity:
    return Identity(ISSUER, subject, sign_in, "Name of the issuer", email)


def log(database: Database, entity: str) -> list[tuple[str, str, dict[str, object]]]:
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT user_id, action, details FROM admin_logs WHERE entity_id = %s"
            " ORDER BY created_at, action",
            (entity,),
        )
        return rows.fetchall()


def test_somebody_is_let_in_by_a_verified_address(members: Database) -> None:
    asha = people.add(KnownBy("Asha@Example.org"), " Asha Devi ", Role.ANALYST, BY)
    assert (asha.name, asha.role, asha.known_by) == ("Asha Devi", "analyst", "asha@example.org")
    person = Person(asha.id, "Asha Devi", Asked.ANALYST)
    assert asked.known(signed_in("1", "ASHA@example.org")) == person
    assert asked.member(asha.id) == person
    assert asked.known(signed_in("1")) == Stranger(f"{ISSUER} 1", "Name of the issuer")
    assert asked.known(signed_in("1", "asha@example.com")) == signed_in("1").stranger
    assert log(members, asha.id) == [
        (BY, "ADD_MEMBER", {"name": "Asha Devi", "role": "analyst"}),
    ]


def test_a_role_that_changes_and_somebody_who_goes_and_comes_back(members: Database) -> None:
    ravi, who = people.add(KnownBy("ravi@example.org"), "Ravi", Role.ADMIN, BY), "ravi@example.org"
    assert people.change(who, "lead", Role.BUSINESS).role == "business"
    assert asked.known(signed_in("2", who)) == Person(ravi.id, "Ravi", Asked.BUSINESS)
    assert not people.remove(ravi.id, BY).is_active
    assert asked.known(signed_in("2", who)) == signed_in("2").stranger
    assert asked.member(ravi.id) is None
    with pytest.raises(AccessError, match=r"nobody who is known by 'ravi@.* is in"):
        people.change(who, BY, Role.ADMIN)
    again = people.add(KnownBy(who), "Ravi K", Role.ANALYST, BY)
    assert (again.id, again.is_active) == (ravi.id, True)
    assert log(members, ravi.id) == [
        (BY, "ADD_MEMBER", {"name": "Ravi", "role": "admin"}),
        ("lead", "CHANGE_MEMBER", {"name": "Ravi", "role": "business", "was": "admin"}),
        (BY, "REMOVE_MEMBER", {"name": "Ravi", "role": "business"}),
        (BY, "ADD_MEMBER", {"name": "Ravi K", "role": "analyst", "was": "business"}),
    ]


def test_the_issuers_id_comes_before_an_address() -> None:
    """Nobody who is removed under it comes back by an address."""
    people.add(KnownBy(issuer=ISSUER, subject="3"), "Meena", Role.ADMIN, BY)
    people.add(KnownBy("meena@example.org"), "Meena by mail", Role.ANALYST, BY)
    who = signed_in("3", "meena@example.org")
    assert isinstance(found := asked.known(who), Person)
    assert found.name == "Meena"
    other = Identity("https://other.test", "3", "1", "Meena")
    assert asked.known(other) == other.stranger
    people.remove("3", BY)
    assert asked.known(who) == who.stranger


@pytest.mark.parametrize(
    ("known_by", "name", "said"),
    [
        ({}, "Asha", "say whom"),
        ({"email": "a@b", "subject": "1", "issuer": ISSUER}, "Asha", "say whom"),
        ({"subject": "1"}, "Asha", "say whom"),
        ({"email": "asha"}, "Asha", "'asha' is no address"),
        ({"email": "a@b@c"}, "Asha", "no address"),
        ({"email": "a b@c"}, "Asha", "no address"),
        ({"email": "a@b"}, "  ", "what people call them"),
        ({"email": "a@b"}, "A\x00", "what people call them"),
    ],
)
def test_what_cannot_be_is_refused(known_by: dict[str, str], name: str, said: str) -> None:
    with pytest.raises(AccessError, match=said):
        people.add(KnownBy(**known_by), name, Role.BUSINESS, BY)


def test_nobody_is_let_in_twice_or_changed_into_nothing() -> None:
    for known_by in (KnownBy("twice@example.org"), KnownBy(issuer=ISSUER, subject="twice")):
        people.add(known_by, "Twice", Role.BUSINESS, BY)
        with pytest.raises(AccessError, match="Twice is in already, as business"):
            people.add(known_by, "Twice", Role.ADMIN, BY)
    people.add(KnownBy(issuer="https://other.test", subject="twice"), "Other", Role.ADMIN, BY)
    with pytest.raises(AccessError, match="several are known by 'twice'"):
        people.remove("twice", BY)
    with pytest.raises(AccessError, match="what to change"):
        people.change("twice@example.org", BY)


def test_both_sides_and_the_database_know_the_same_roles(members: Database) -> None:
    assert [*Role] == [*Asked]
    with members.connect() as connection, pytest.raises(psycopg.errors.CheckViolation):
        connection.execute(
            "INSERT INTO access.members (email, name, role, set_by)"
            " VALUES ('x@y', 'x', 'owner', '')"
        )


def test_whoever_deletes_a_row_by_hand_is_in_the_log(members: Database) -> None:
    gone = people.add(KnownBy("gone@example.org"), "Gone", Role.BUSINESS, BY)
    with members.connect() as connection:
        connection.execute("DELETE FROM access.members WHERE id = %s", (gone.id,))
    assert ("localpro_owner", "DELETE_MEMBER", {"name": "Gone", "role": "business"}) in log(
        members, gone.id
    )


def test_the_command() -> None:
    def called(*words: str) -> str:
        result = CliRunner().invoke(commands.app, [*words, "--by", BY])
        assert result.exit_code == 0, result.output
        return result.output

    add = ("add", "--email", "cli@example.org", "--name", "Çağla [b]", "--role", "business")
    assert called(*add) == "Çağla [b] is in, as business.\n"
    assert called("change", "CLI@example.org", "--role", "admin") == "Çağla [b] is admin now.\n"
    listed = CliRunner().invoke(commands.app, ["list"]).output
    assert "Çağla [b]" in listed
    assert "cli@example.org" in listed
    assert called("remove", "cli@example.org") == "Çağla [b] is out.\n"
    assert "removed (admin)" in CliRunner().invoke(commands.app, ["list"]).output


def test_a_sign_in_is_recorded_once_and_ends_with_the_sign_out(members: Database) -> None:
    ines: Member = people.add(KnownBy("ines@example.org"), "Ines", Role.BUSINESS, BY)
    one, other = (signed_in("5", "ines@example.org", each) for each in ("first", "second"))
    person = asked.known(one)
    assert isinstance(person, Person)
    for _ in range(2):
        audit.record_once(person, "SIGN_IN", audit.SIGN_IN, "first", {"name": "Ines"})
    audit.record_once(person, "SIGN_OUT", audit.SIGN_IN, "first")
    assert asked.known(one) is None
    assert asked.known(other) == person
    source = {"source": "dashboard"}
    assert log(members, "first") == [
        (ines.id, "SIGN_IN", {"name": "Ines", **source}),
        (ines.id, "SIGN_OUT", source),
    ]


def test_every_sign_in_of_a_person_ends_at_once(members: Database) -> None:
    people.add(KnownBy("omar@example.org"), "Omar", Role.BUSINESS, BY)
    people.add(KnownBy("tara@example.org"), "Tara", Role.BUSINESS, BY)
    here, there, hers = (
        signed_in(*who)
        for who in (
            ("6", "omar@example.org", "here"),
            ("6", "omar@example.org", "there"),
            ("7", "tara@example.org", "hers"),
        )
    )
    omar, tara = asked.known(here), asked.known(hers)
    assert isinstance(omar, Person)
    assert isinstance(tara, Person)
    for who, sign_in in ((omar, "here"), (omar, "there"), (omar, "left"), (tara, "hers")):
        audit.record_once(who, "SIGN_IN", audit.SIGN_IN, sign_in)
    audit.record_once(omar, "SIGN_OUT", audit.SIGN_IN, "left")
    assert sorted(audit.sign_out_everywhere(omar)) == ["here", "there"]
    assert audit.sign_out_everywhere(omar) == []
    assert [asked.known(each) for each in (here, there, hers)] == [None, None, tara]
    said = {"source": "dashboard", "everywhere": True}
    assert log(members, "there")[1:] == [(omar.id, "SIGN_OUT", said)]


def test_a_line_of_the_log_is_the_dashboards_and_committed(members: Database) -> None:
    person = Person("7", "Asha", Asked.ANALYST)
    told = {"rows": 5, "name": "नल", "source": "the application"}
    line = audit.record(person, "EXPORT", "TABLE", "revenue", told)
    assert audit.record(person, "EXPORT", "TABLE", "revenue") != line
    with members.connect() as connection:
        row = connection.execute(
            "SELECT user_id, action, entity_type, entity_id, details FROM admin_logs WHERE id = %s",
            (line,),
        ).fetchone()
    assert row == ("7", "EXPORT", "TABLE", "revenue", told | {"source": "dashboard"})


def test_the_primary_is_written_to_and_pinned() -> None:
    with transaction("asking") as connection:
        shown = [
            connection.exec_driver_sql(f"SHOW {name}").scalar_one()
            for name in ("transaction_read_only", "search_path", "TimeZone", "statement_timeout")
        ]
    assert shown == ["off", "public", "Asia/Kolkata", "20s"]


def test_without_an_address_nothing_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "access_url", None)
    with pytest.raises(Unavailable, match="LOCALPRO_ACCESS_URL"):
        audit.record(Person("7", "Asha", Asked.ANALYST), "EXPORT", "TABLE", "revenue")


def test_what_the_role_may_not_do_says_so() -> None:
    with pytest.raises(NotAllowed), transaction("asking") as connection:
        connection.exec_driver_sql("SELECT FROM access.members")
