"""Connections are made in one place per side: nobody can forget the pins."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

WAYS = ("psycopg.connect(", "create_engine(", "dbapi.connect(", "Connection.connect(")
PLACES = {
    "etl/db.py": {"psycopg.connect("},
    "queries/engine.py": {"create_engine(", "Connection.connect("},
    # Another like the one that waits, to see whether its server still takes any.
    "queries/watchful.py": {"Connection.connect("},
    # Each with the connection or the address that etl/db.py makes.
    "etl/archive/source.py": {"dbapi.connect("},
    "migrations/env.py": {"create_engine("},
}


def test_connections_are_made_in_one_place_per_side() -> None:
    found = {}
    for package in ("etl", "queries", "dashboard", "migrations"):
        for file in (ROOT / package).rglob("*.py"):
            text = file.read_text("utf-8")
            if ways := {way for way in WAYS if way in text}:
                found[file.relative_to(ROOT).as_posix()] = ways
    assert found == PLACES
