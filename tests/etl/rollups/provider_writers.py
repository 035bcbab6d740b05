"""Random writers of what is counted by provider: where it belongs, whom it serves, its category."""

from random import Random

import psycopg
from psycopg.types.json import Jsonb

from tests.etl.rollups.chances import pick
from tests.factories import make_provider

AREAS = ((26.85, 80.95, 2), (26.86, 80.96, 1.5), (26.85, 80.95, 3), (27.18, 78.01, 1))
"""Circles that providers serve: latitude, longitude, kilometres. Three of them overlap."""


def circle(area: tuple[float, float, float]) -> dict[str, object]:
    lat, lng, km = area
    return {"type": "radius", "lat": lat, "lng": lng, "radiusKm": km}


def move_provider(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "UPDATE provider_profiles SET category_id = %s, location_point = %s WHERE id = %s",
        (
            pick(connection, chance, "categories"),
            chance.choice([None, "SRID=4326;POINT(78.01 27.18)", "SRID=4326;POINT(80.95 26.85)"]),
            pick(connection, chance, "provider_profiles"),
        ),
    )


def change_provider(connection: psycopg.Connection, chance: Random) -> None:
    areas = [circle(area) for area in chance.sample(AREAS, chance.randrange(3))]
    connection.execute(
        "UPDATE provider_profiles SET is_active = %s, aadhaar_verified = %s, service_areas = %s"
        " WHERE id = %s",
        (
            chance.random() < 0.8,
            chance.random() < 0.5,
            Jsonb(areas),
            pick(connection, chance, "provider_profiles"),
        ),
    )


def rescore_provider(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "UPDATE provider_profiles SET reputation_score = %s WHERE id = %s",
        (chance.choice([40, 60, 80]), pick(connection, chance, "provider_profiles")),
    )


def add_provider(connection: psycopg.Connection, chance: Random) -> None:
    make_provider(
        connection,
        pick(connection, chance, "categories"),
        service_areas=[circle(chance.choice(AREAS))],
    )


def delete_provider(connection: psycopg.Connection, chance: Random) -> None:
    """Delete a provider that nothing refers to; the others refuse."""
    connection.execute(
        "DELETE FROM provider_profiles AS provider WHERE id = %s"
        " AND NOT EXISTS (SELECT FROM bookings WHERE provider_id = provider.id)",
        (pick(connection, chance, "provider_profiles"),),
    )


def change_account(connection: psycopg.Connection, chance: Random) -> None:
    """Rename a user, whose account becomes older or younger."""
    connection.execute(
        "UPDATE users SET name = %s, created_at = now() - make_interval(days => %s) WHERE id = %s",
        (
            f"Person {chance.randrange(1000)}",
            chance.choice([10, 60, 100, 400]),
            pick(connection, chance, "users"),
        ),
    )


def change_owner(connection: psycopg.Connection, chance: Random) -> None:
    """Give a provider to another user, unless that is one already."""
    connection.execute(
        "UPDATE provider_profiles SET user_id = %s WHERE id = %s",
        (pick(connection, chance, "users"), pick(connection, chance, "provider_profiles")),
    )


def change_rules(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "INSERT INTO system_config (key, value) VALUES ('reputation', %(value)s)"
        " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
        {"value": Jsonb({"mode": chance.choice(["documented", "normalised"])})},
    )


def rename_category(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "UPDATE categories SET id = uuid_generate_v4()::text, name = 'Renamed ' || id"
        " WHERE id = %s",
        (pick(connection, chance, "categories"),),
    )
