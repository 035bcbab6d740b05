"""The schema.prisma that the application is given, against the catalog and the design."""

import re
from collections.abc import Callable
from pathlib import Path

import psycopg
from typer.testing import CliRunner

from etl.prisma.catalog import read
from etl.prisma.commands import app
from etl.prisma.write import COMMITTED, write
from tests.postgres import Database

DESIGN = Path(__file__).parents[1] / "adopt" / "schema.prisma"

COUPON = """
model Coupon {
  id        String   @id
  bookingId String?  @map("booking_id")
  code      String
  worth     Decimal  @default(5) @db.Decimal(10, 2)
  booking   Booking? @relation(fields: [bookingId], references: [id], onDelete: SetNull)

  @@index([code(sort: Desc)], map: "of_code")
  // Prisma has no words for: of_some
  @@map("coupons")
}
"""

Fields = dict[str, dict[str, str]]


def fields(text: str) -> Fields:
    """Return the type of each field of each model."""
    models = re.findall(r"^model (\w+) \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL)
    return {
        model: dict(re.findall(r"^ +(\w+) +([\w?\[\]]+|Unsupported\(.+?\)\??)", body, re.MULTILINE))
        for model, body in models
    }


def test_the_committed_file_is_what_is_written(connection: psycopg.Connection) -> None:
    assert COMMITTED.read_text("utf-8") == write(read(connection))


def test_every_field_of_the_design_is_there_under_its_name() -> None:
    """What was written against the design's models needs no other name."""
    design = re.sub(r"(geometry\(\w+), ", r"\1,", DESIGN.read_text("utf-8"))
    assert fields(COMMITTED.read_text("utf-8")) == fields(design)


def test_enums_are_those_of_the_design() -> None:
    found = [
        re.findall(r"^enum (\w+) \{\n((?:  [A-Z_]+\n)+)", file.read_text("utf-8"), re.MULTILINE)
        for file in (COMMITTED, DESIGN)
    ]
    assert sorted(found[0]) == sorted(found[1])


def test_a_new_table_and_column_are_written(connection: psycopg.Connection) -> None:
    connection.execute(
        """
        CREATE TABLE coupons (
            id text CONSTRAINT coupons_pkey PRIMARY KEY,
            booking_id text REFERENCES bookings ON DELETE SET NULL ON UPDATE CASCADE,
            code text NOT NULL,
            worth numeric(10, 2) NOT NULL DEFAULT 5
        );
        CREATE INDEX of_code ON coupons (code DESC);
        CREATE INDEX of_some ON coupons (code) WHERE worth > 5
        """
    )
    written = write(read(connection))
    assert COUPON in written
    assert re.search(r"^  coupons +Coupon\[\]$", written, re.MULTILINE)


def test_the_command(
    database: Database, use_database: Callable[[Database], None], tmp_path: Path
) -> None:
    use_database(database)
    file = tmp_path / "schema.prisma"
    answer = CliRunner().invoke(app, ["prisma", "--out", str(file)])
    assert (answer.exit_code, answer.output) == (0, f"{file}: 20 models\n")
    assert file.read_text("utf-8") == COMMITTED.read_text("utf-8")
    assert CliRunner().invoke(app, ["prisma"]).output == file.read_text("utf-8")
