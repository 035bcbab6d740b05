"""The doctor sees each thing that can be wrong, and says what to do."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from etl.checks import database, doctor
from etl.checks.findings import Finding
from etl.checks.roles import check_logins
from etl.cluster import bootstrap, lifecycle
from etl.cluster.environment import Role
from etl.cluster.home import Home
from etl.settings import EtlSettings
from tests.postgres import Database, TestCluster

KOLKATA = "Asia/Kolkata"
LOCALPRO = Path(sys.executable).with_name("localpro")


def _problems(connection: psycopg.Connection, timezone: str = KOLKATA) -> dict[str, Finding]:
    findings = database.check_database(connection, timezone)
    return {finding.subject: finding for finding in findings if not finding.is_well}


def _publish(connection: psycopg.Connection) -> None:
    connection.execute(
        "INSERT INTO analytics.data_versions (as_of, kind, seconds, watermarks, objects)"
        " VALUES (now(), 'full', 1, '{}', '{}')"
    )


def test_a_published_database_is_well(connection: psycopg.Connection) -> None:
    _publish(connection)
    assert _problems(connection) == {}


def test_nothing_published(connection: psycopg.Connection) -> None:
    assert "localpro refresh" in _problems(connection)["data"].remedy


def test_a_missing_partition_is_named(connection: psycopg.Connection) -> None:
    _publish(connection)
    row = connection.execute(
        'SELECT to_char(etl.business_day(now()) + 21, \'"search_logs_y"IYYY"w"IW\')'
    ).fetchone()
    assert row is not None
    connection.execute(
        psycopg.sql.SQL("DROP TABLE partitions.{}").format(psycopg.sql.Identifier(row[0]))
    )
    found = _problems(connection)
    assert list(found) == ["partitions"]
    assert row[0] in found["partitions"].state
    assert "localpro partitions" in found["partitions"].remedy


def test_another_time_zone(connection: psycopg.Connection) -> None:
    _publish(connection)
    assert "LOCALPRO_TIMEZONE=Asia/Kolkata" in _problems(connection, "UTC")["time zone"].remedy


def test_an_older_schema(connection: psycopg.Connection) -> None:
    connection.execute("UPDATE alembic_version SET version_num = '0001_create_base'")
    found = _problems(connection)
    assert list(found) == ["schema"]
    assert "at 0001_create_base" in found["schema"].state


def test_odd_rows_are_named_and_what_is_only_to_be_known_is_no_problem(
    connection: psycopg.Connection,
) -> None:
    connection.execute(
        "INSERT INTO rollup.data_quality (finding, relation, detail, rows, example_id)"
        " VALUES ('no_day', 'bookings', 'created_at', 2, 'b7'),"
        " ('no_day', 'payments', 'paid_at', 1, 'p1'),"
        " ('foreign_currency', 'bookings', 'USD', 5, 'b8')"
    )
    dated, foreign = database.check_quality(connection)
    assert not dated.is_well
    assert dated.state.endswith("(rows: 3; bookings created_at b7)")
    assert foreign.is_well
    assert foreign.state == "Not in rupees (rows: 5; bookings USD b8)"


def test_no_schema_and_a_missing_extension(empty_database: Database, cluster: TestCluster) -> None:
    with bootstrap.superuser(cluster.server, empty_database.name) as connection:
        connection.execute("DROP EXTENSION vector")
    with empty_database.connect() as connection:
        found = _problems(connection)
    assert list(found) == ["extensions", "schema"]
    assert found["extensions"].state == "vector missing"
    assert "localpro migrate" in found["schema"].remedy


def test_a_cluster_that_was_never_started(new_place: Home) -> None:
    settings = EtlSettings(_env_file=None, var_dir=new_place.var, database_url=None)
    found = {finding.subject: finding for finding in doctor.examine(new_place, settings)}
    assert found["programs"].is_well
    assert "localpro up" in found["server"].remedy
    assert "localpro up" in found["passwords"].remedy
    assert "localpro up" in found["database"].remedy


def test_passwords_that_others_can_read(place: Home) -> None:
    lifecycle.up(place)
    assert doctor.check_environment(place).is_well
    place.environment.chmod(0o644)
    assert "chmod 600" in doctor.check_environment(place).remedy
    place.environment.chmod(0o600)


def test_a_port_that_the_file_does_not_name(place: Home) -> None:
    port = lifecycle.up(place).port
    assert doctor.check_server(place).is_well
    text = place.environment.read_text()
    place.environment.write_text(text.replace(f":{port}/", ":1/"))
    assert "names 1" in doctor.check_server(place).state
    lifecycle.up(place)
    assert doctor.check_server(place).is_well


def test_another_server_needs_no_cluster(place: Home, database: Database) -> None:
    settings = EtlSettings(_env_file=None, database_url=database.owner_url)
    subjects = [finding.subject for finding in doctor.examine(place, settings)]
    assert subjects[:2] == ["cluster", "database"]
    assert "server" not in subjects


def test_the_command_fails_and_tells_no_password(place: Home) -> None:
    addresses = lifecycle.up(place)
    environment = os.environ | {
        "LOCALPRO_VAR_DIR": str(place.var),
        "LOCALPRO_DATABASE_URL": addresses.url(Role.OWNER),
    }
    told = subprocess.run(
        [LOCALPRO, "doctor"], env=environment, capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert "PROBLEM  schema: there is none. Run `localpro migrate`" in told.stdout
    assert addresses.passwords[Role.OWNER] not in told.stdout + told.stderr


def test_what_cannot_be_looked_at_is_said(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the data belong to somebody else."""

    def refuse(_place: Home) -> Finding:
        raise PermissionError(13, "Permission denied", "var/postgres/data/PG_VERSION")

    monkeypatch.setattr(doctor, "MACHINE", (("programs", refuse),))
    settings = EtlSettings(_env_file=None, var_dir=place.var, database_url=None)
    first = next(doctor.examine(place, settings))
    assert not first.is_well
    assert "cannot be checked: " in first.state


def test_a_malformed_address_tells_no_password(place: Home) -> None:
    url = SecretStr("postgresql://a:SECRET%ZZPW@h/x")
    settings = EtlSettings.model_construct(database_url=url, timezone=KOLKATA)
    found = [str(each) for each in doctor.examine(place, settings)]
    assert any("LOCALPRO_DATABASE_URL is no address of a database" in line for line in found)
    assert not any("SECRET" in line or "ZZPW" in line for line in found)
    (login,) = check_logins({Role.READER: url.get_secret_value()})
    assert "ZZPW" not in str(login)
