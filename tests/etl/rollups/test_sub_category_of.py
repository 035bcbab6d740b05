"""In which sub-category a service of a provider counts: worked out by hand."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.factories import make_category, make_provider, make_sub_category

PIPES = {"name": "Pipes", "slug": "pipes-and-taps", "description": "Leak Repair, Tap fitting"}
WIRES = {"name": "Wires", "slug": "wires", "description": "Fan fitting; MCB\nInverter,, "}
DOORS = {
    "name": "Doors",
    "slug": "doors",
    "name_translations": {"en": "Doors & Windows", "hi": "\u092c\u095d\u0908", "ur": "دروازے"},
}
BOTH = ["pipes", "wires"]


@pytest.fixture
def catalog(connection: psycopg.Connection) -> Iterator[psycopg.Connection]:
    own, other = make_category(connection, id="own"), make_category(connection, id="other")
    make_sub_category(connection, own, id="pipes", **PIPES)
    make_sub_category(connection, own, id="wires", **WIRES)
    make_sub_category(connection, own, id="doors", **DOORS)
    make_sub_category(connection, own, id="taps", description="Tap fitting")
    make_sub_category(connection, other, id="foreign", name="Leak repair")
    make_provider(connection, own, id="provider")
    return connection


def counts_in(connection: psycopg.Connection, listed: list[str | None] | None, service: str) -> str:
    """Return in what a service counts, of a provider with this list, as a refresh would have it."""
    connection.execute("UPDATE provider_profiles SET sub_category_ids = %s", (listed,))
    connection.execute(
        "DELETE FROM rollup.sub_categories; DELETE FROM rollup.provider_sub_categories;"
        " INSERT INTO rollup.sub_categories SELECT * FROM rollup.compute_sub_categories('{all}');"
        " INSERT INTO rollup.provider_sub_categories"
        " SELECT * FROM rollup.compute_provider_sub_categories('{provider}')"
    )
    rows = connection.execute(
        "SELECT sub_category_id FROM rollup.sub_category_of('provider', %s)", (service,)
    ).fetchall()
    assert len(rows) == 1
    return str(rows[0][0])


@pytest.mark.parametrize(
    ("listed", "service", "counted"),
    [
        # the only one, whatever is done
        (["pipes"], "Leak repair", "pipes"),
        (["pipes"], "Fan fitting", "pipes"),
        (["pipes", "pipes", None, "unknown", "foreign"], "", "pipes"),
        # of several, the one that is called so
        (BOTH, "leak repair", "pipes"),
        (BOTH, "  LEAK\t\u00a0repair ", "pipes"),
        (BOTH, "Pipes-and-Taps", "pipes"),
        (BOTH, "wires", "wires"),
        (BOTH, "mcb", "wires"),
        (BOTH, "Inverter", "wires"),
        ([*BOTH, "doors"], "\u092c\u0922\u093c\u0908", "doors"),
        ([*BOTH, "doors"], "دروازے", "doors"),
        ([*BOTH, "doors"], "doors & WINDOWS", "doors"),
        # none: nobody's, several ones', a part of a name, of one that is not listed
        (BOTH, "Something else", "None"),
        (["pipes", "taps"], "Tap fitting", "None"),
        (BOTH, "Leak", "None"),
        (BOTH, "Doors", "None"),
        (BOTH, "", "None"),
        (BOTH, ",", "None"),
        # a foreign one does not count, and does not name
        (["foreign"], "Leak repair", "None"),
        ([*BOTH, "foreign"], "Leak repair", "pipes"),
        ([], "Leak repair", "None"),
        (None, "Leak repair", "None"),
    ],
)
def test_the_only_one_or_the_one_that_is_called_so(
    catalog: psycopg.Connection, listed: list[str | None] | None, service: str, counted: str
) -> None:
    assert counts_in(catalog, listed, service) == counted


def test_whoever_is_unknown_has_none(catalog: psycopg.Connection) -> None:
    rows = catalog.execute("SELECT * FROM rollup.sub_category_of('nobody', 'x')").fetchall()
    assert rows == [(None,)]
