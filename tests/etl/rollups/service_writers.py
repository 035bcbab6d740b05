"""Random writers of what kind of service a booking is: services, sub-categories, who has which."""

from random import Random

import psycopg

from tests.etl.rollups.chances import pick
from tests.factories import make_sub_category

SERVICES = (
    *("Leak repair", " LEAK \t repair", "wiring", "Doors", "", "pipes, wiring"),
    *("\u092c\u095d\u0908", "\u092c\u0922\u093c\u0908", "Nobody's"),
)
"""What customers book, in several spellings; one in Hindi, composed and not."""

NAMES = ("Pipes", "Wiring", "\u092c\u0922\u093c\u0908")
DESCRIPTIONS = (None, "", "Leak Repair; doors", "wiring,,pipes", "doors\n\u092c\u095d\u0908")


def change_service(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "UPDATE bookings SET service_type = %s WHERE id = %s",
        (chance.choice(SERVICES), pick(connection, chance, "bookings")),
    )


def offer(connection: psycopg.Connection, chance: Random) -> None:
    """Let a provider list others: of its category or not, unknown ones, twice, or none at all."""
    some = [pick(connection, chance, "sub_categories") for _ in range(chance.randrange(5))]
    connection.execute(
        "UPDATE provider_profiles SET sub_category_ids = %s WHERE id = %s",
        (
            chance.choice([some, some, [*some, None, "unknown"], None]),
            pick(connection, chance, "provider_profiles"),
        ),
    )


def add_sub_category(connection: psycopg.Connection, chance: Random) -> None:
    """Add one that some provider of its category has at once."""
    added = make_sub_category(
        connection,
        pick(connection, chance, "categories"),
        name=chance.choice(NAMES),
        description=chance.choice(DESCRIPTIONS),
    )
    connection.execute(
        "UPDATE provider_profiles AS provider SET sub_category_ids = sub_category_ids || kind.id"
        " FROM sub_categories AS kind"
        " WHERE kind.id = %s AND provider.category_id = kind.category_id",
        (added,),
    )


def change_sub_category(connection: psycopg.Connection, chance: Random) -> None:
    """Call one otherwise."""
    connection.execute(
        "UPDATE sub_categories SET name = %s, description = %s WHERE id = %s",
        (
            chance.choice(NAMES),
            chance.choice(DESCRIPTIONS),
            pick(connection, chance, "sub_categories"),
        ),
    )


def move_sub_category(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "UPDATE sub_categories SET category_id = %s, provider_count = provider_count + 1"
        " WHERE id = %s",
        (pick(connection, chance, "categories"), pick(connection, chance, "sub_categories")),
    )


def rename_sub_category(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "UPDATE sub_categories SET id = uuid_generate_v4()::text WHERE id = %s",
        (pick(connection, chance, "sub_categories"),),
    )


def delete_sub_category(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "DELETE FROM sub_categories WHERE id = %s", (pick(connection, chance, "sub_categories"),)
    )
