"""What is said of a marketplace before it is adopted, and what keeps it from being."""

import pytest
from typer.testing import CliRunner

from etl.adopt import run
from etl.adopt.check import Report
from etl.adopt.commands import app
from etl.errors import AdoptError
from tests.etl.adopt.conftest import owner
from tests.postgres import Database


def reports() -> dict[str, Report]:
    return {each.table: each for each in run.look()}


@pytest.mark.usefixtures("marketplace")
def test_says_what_is_done_with_each_table(database: Database) -> None:
    said = reports()
    assert len(said) == 20
    assert not [problem for each in said.values() for problem in each.problems]
    assert said["messages"].rows == 4 * said["chat_rooms"].rows  # type: ignore[operator]
    assert said["messages"].notes == [
        "16 of 21 columns get another name (chatRoomId becomes chat_room_id)",
        'type: "MessageType" becomes message_type',
        "readAt, deletedAt, createdAt: timestamp(3) without time zone becomes"
        " timestamp with time zone, taken as UTC",
        "its rows go into partitions",
    ]
    answer = CliRunner().invoke(app, ["--check"])
    assert answer.exit_code == 0
    assert answer.output.endswith("It can be adopted as it is.\n")
    with owner(database) as here:
        here.execute("INSERT INTO users (role, phone, name) VALUES ('ADMIN', '1', 'Here')")
    with pytest.raises(AdoptError, match="holds a marketplace already: users has rows"):
        run.adopt()


PROBLEMS = {
    'UPDATE reviews SET "overallRating" = 6 WHERE "id" IN (SELECT "id" FROM reviews LIMIT 2)': (
        "reviews",
        "2 rows that reviews_ratings_in_range refuses",
    ),
    'UPDATE payments SET "amount" = \'NaN\' WHERE "id" = (SELECT min("id") FROM payments)': (
        "payments",
        "1 rows that payments_amounts_are_numbers refuses",
    ),
    'UPDATE bookings SET "serviceLocation" = \'{"lat": 91}\' WHERE "id" = \'booking1\'': (
        "bookings",
        "1 rows that bookings_service_location_in_range refuses",
    ),
    "ALTER TYPE \"VerificationStatus\" RENAME VALUE 'APPROVED' TO 'VETTED'": (
        "provider_profiles",
        "20 rows whose profileStatus is no verification_status not null",
    ),
    'ALTER TABLE payments ALTER COLUMN "amount" TYPE numeric(65,30);'
    'UPDATE payments SET "amount" = 10.005 WHERE "id" = (SELECT min("id") FROM payments)': (
        "payments",
        "1 rows whose amount is no numeric(10,2) not null",
    ),
    'UPDATE messages SET "createdAt" = CASE "id" WHEN min THEN timestamp \'0024-05-01\''
    ' ELSE \'-infinity\' END FROM (SELECT min("id"), max("id") FROM messages) AS ends'
    ' WHERE "id" IN (min, max)': (
        "messages",
        "2 rows from before 2000",
    ),
    'ALTER TABLE sessions DROP CONSTRAINT "sessions_userId_fkey";'
    "UPDATE sessions SET \"userId\" = 'nobody' WHERE \"id\" = 'session1'": (
        "sessions",
        "1 rows whose userId names none of users",
    ),
    'DROP INDEX "users_phone_key"; UPDATE users SET "phone" = \'one\' WHERE "id" < \'user12\'': (
        "users",
        "1 values of phone that several rows have",
    ),
    'ALTER TABLE users ALTER COLUMN "name" DROP NOT NULL; UPDATE users SET "name" = NULL': (
        "users",
        "120 rows whose name is no text not null",
    ),
    'ALTER TABLE users ALTER COLUMN "isActive" DROP DEFAULT, ALTER COLUMN "isActive" DROP NOT NULL,'
    ' ALTER COLUMN "isActive" TYPE bytea USING NULL': (
        "users",
        "isActive is bytea, and boolean is needed",
    ),
    'ALTER TABLE users DROP COLUMN "phone"': ("users", "has no phone, and every row needs one"),
    "DROP TABLE certifications": ("certifications", "is not there"),
    "ALTER TABLE search_logs DROP CONSTRAINT search_logs_pkey": (
        "search_logs",
        "has no column that tells its rows apart",
    ),
}


def test_what_cannot_be_adopted_is_named_and_refused(
    marketplace: Database, database: Database
) -> None:
    for damage, (table, problem) in PROBLEMS.items():
        with owner(marketplace) as there:
            there.execute(damage.encode())
        found = [each for each in reports()[table].problems if each.startswith(problem)]
        assert found, (damage, reports()[table])
    with pytest.raises(AdoptError, match="cannot be adopted as it is"):
        run.adopt()
    with owner(database) as here, owner(marketplace) as there:
        assert here.execute("SELECT count(*) FROM etl.adopted_tables").fetchone() == (0,)
        assert there.execute("SELECT to_regclass('localpro_adopt.changes')").fetchone() == (None,)


def test_others_stay_and_names_are_as_ours_or_as_prismas_own(marketplace: Database) -> None:
    with owner(marketplace) as there:
        there.execute(
            'ALTER TABLE users ADD COLUMN "tier" text; CREATE TABLE coupons (id text);'
            'ALTER TABLE users RENAME TO "User"; ALTER TABLE bookings RENAME TO "Booking";'
            'ALTER TABLE "Booking" RENAME COLUMN "createdAt" TO created_at;'
            'ALTER TABLE "Booking" ALTER COLUMN created_at TYPE timestamptz'
        )
    said = reports()
    assert not [problem for each in said.values() for problem in each.problems]
    assert "tier: stays where it is, the product has no such column" in said["users"].notes
    assert said["others"].notes == ["stay where they are: coupons"]
    with pytest.raises(AdoptError, match=r"no place for coupons, users\.tier"):
        run.finish()
    answer = CliRunner().invoke(app, [])
    assert answer.output.endswith("20 tables are here as they are there.\n")
    answer = CliRunner().invoke(app, ["--finish", "--leave"])
    assert answer.exit_code == 0, answer.exception
