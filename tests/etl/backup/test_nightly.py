"""What runs every night and every quarter of an hour, and what a dump is good for."""

import os
import pwd
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from etl import cli
from etl.backup import archiving, nightly, wal
from etl.backup.base import base as make_base
from etl.backup.catalog import VERDICT, Base, Verdict, base_named, every_base
from etl.backup.server import Server, replication, server_of
from etl.backup.store import Folder
from etl.backup.verify import verify
from etl.checks import backups as check
from etl.cluster import bootstrap, postmaster
from etl.cluster.home import Home
from etl.cluster.process import run
from etl.db import connect
from etl.errors import BackupError
from etl.settings import settings
from tests.factories import make_category, make_provider
from tests.postgres import Database, TestCluster


@pytest.fixture(autouse=True)
def _configured(
    server: Server, good: Base, place: Home, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The settings name the server; of its backups the good one stays."""
    monkeypatch.setenv("LOCALPRO_DATABASE_URL", server.url)
    settings.cache_clear()
    for name, value in (("var_dir", place.var), ("backup_dir", server.folder)):
        monkeypatch.setattr(settings(), name, value)
    yield
    settings.cache_clear()
    for each in every_base(Folder(server.folder)):
        if each.name != good.name:
            shutil.rmtree(server.folder / each.path)


def test_a_night(server: Server, cluster: TestCluster, empty_database: Database) -> None:
    """A backup that is good, and a dump that another cluster reads."""
    with connect(server.url) as connection:
        make_provider(connection, make_category(connection), id="plumber")
    made = nightly.back_up(server.url)
    assert base_named(Folder(server.folder), made.name).state == "good"
    with connect(server.url) as connection:
        recorded = connection.execute("SELECT job, outcome FROM etl.runs").fetchall()
    assert ("backup", "succeeded") in recorded
    (dumped,) = (server.folder / made.lineage / "dump").iterdir()
    with bootstrap.superuser(cluster.server, empty_database.name) as connection:
        place = connection.info
        run(
            [
                *(server.program("pg_restore"), "--dbname", empty_database.name),
                *("--host", place.host, "--port", f"{place.port}", "--username", "postgres"),
                dumped,
            ]
        )
    with empty_database.connect() as there, connect(server.url) as here:
        for table in ("provider_profiles", "users", "alembic_version"):
            query = f"SELECT t::text FROM public.{table} AS t ORDER BY 1".encode()
            assert there.execute(query).fetchall() == here.execute(query).fetchall()
    nightly._dump_weekly(server, made)
    assert [*(server.folder / made.lineage / "dump").iterdir()] == [dumped], "once a week"


def test_a_backup_that_is_not_good_removes_nothing(
    server: Server, good: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bad(_server: Server, base: Base) -> None:
        raise BackupError(f"backup {base.name} cannot be relied on")

    monkeypatch.setattr(nightly, "make", lambda _server, _connection: good)
    monkeypatch.setattr(nightly, "examine", bad)
    monkeypatch.setattr(nightly, "thin", lambda *_: pytest.fail("it removes"))
    with pytest.raises(BackupError, match="cannot be relied on"):
        nightly.back_up(server.url)


def test_each_has_its_turn_when_others_rely_on_it(
    server: Server, good: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    for name in ("examine", "examine_wal"):
        monkeypatch.setattr(nightly, name, lambda _, base, n=name: seen.append(f"{n} {base.name}"))
    known = base_named(Folder(server.folder), good.name).verdict
    assert known
    until = wal.named(known.wal_until, good.record.segment_bytes)
    for age, first, done in (
        (1, until, []),
        (1, until.next, [f"examine_wal {good.name}"]),
        (29, until.next, [f"examine_wal {good.name}"]),
        (30, until, [f"examine {good.name}"]),
        (31, until, []),
    ):
        seen.clear()
        record = good.record.model_copy(update={"name": "new", "first_segment": first.name})
        made = Base(good.lineage, record, None)
        nightly._examine_old(server, made, nightly._day(good) + timedelta(days=age))
        assert seen == done


def test_the_doctor_wants_one_that_is_not_too_old(
    server: Server, good: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said() -> dict[str, str]:
        with connect(server.url) as connection:
            found = [*check.check_backups(connection)]
        return {each.subject: f"{each}" for each in found if "disk" not in each.subject}

    assert said()["backups"].startswith("ok")
    monkeypatch.setattr(check, "OLDEST", timedelta(0))
    assert "the newest good one is of 20" in said()["backups"]
    assert said()["backups"].startswith("PROBLEM")
    assert "localpro backup nightly" in said()["backups"]
    verdict = server.folder / good.path / VERDICT
    whole = verdict.read_text()
    bad = Verdict.model_validate_json(whole).model_copy(update={"reason": "a byte is another"})
    verdict.write_text(bad.model_dump_json())
    assert "is known to be good. a byte is another. Run" in said()["backups"]
    verdict.write_text(whole)
    server.folder.chmod(0o755)
    assert "chmod go=" in said()["backups' modes"]
    server.folder.chmod(0o700)


def test_nobody_backs_up(connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database without archiving: on its first days, then, and where others see to it."""

    def said() -> str:
        (finding,) = check.check_backups(connection)
        return str(finding)

    assert said().startswith("ok       backups: none yet")
    connection.execute(
        "INSERT INTO etl.runs (job, arguments, started_at, outcome, finished_at)"
        " VALUES ('refresh', '{}', now() - interval '3 days', 'succeeded', now())"
    )
    assert said().startswith("PROBLEM  backups: there is none, and no WAL is kept")
    monkeypatch.setattr(settings(), "schedules", {"backup": "off"})
    assert said().startswith("ok       backups: none, and the job is off")


def test_a_server_of_somebody_elses(
    database: Database, place: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told what an operator has to set."""
    other = server_of(place, database.owner_url, tmp_path)
    assert other.home is None
    with pytest.raises(BackupError, match="archive_mode = on, archive_timeout = 60") as told:
        archiving.ensure(other)
    assert "segment.py keep %p" in str(told.value)
    assert "LOCALPRO_BACKUP_URL" in str(told.value)
    assert database.owner_url not in repr(other), "a traceback shows no password"
    monkeypatch.setenv("LOCALPRO_DATABASE_URL", database.owner_url)
    settings.cache_clear()
    shown = CliRunner().invoke(cli.app, ["backup", "archiving"])
    settings.cache_clear()
    assert shown.exit_code == 1
    assert "To keep it in postgresql.conf set" in shown.output


def test_a_server_of_somebody_elses_that_is_set_up(
    server: Server, place: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same server, over the network by a role that may replicate, as if it were another's."""
    running = postmaster.running(place)
    assert running is not None
    other = replace(server, home=None, user=pwd.getpwuid(os.geteuid()))
    with pytest.raises(BackupError, match="set LOCALPRO_BACKUP_URL to the address of a role"):
        make_base(other)
    hba = place.data / "pg_hba.conf"
    hba.write_text(f"{hba.read_text()}host replication copier 127.0.0.1/32 scram-sha-256\n")
    with bootstrap.superuser(running) as connection:
        connection.execute("CREATE ROLE copier LOGIN REPLICATION PASSWORD 'a long secret'")
        connection.execute("SELECT pg_reload_conf()")
    address = SecretStr(f"postgresql://copier:a%20long%20secret@127.0.0.1:{running.port}/postgres")
    monkeypatch.setattr(settings(), "backup_url", address)
    assert "secret" not in " ".join(replication(other).options)
    made = make_base(other)
    assert verify(other, made).reason == ""


def test_a_server_that_was_started_before_there_were_backups(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = archiving.ask(server)
    monkeypatch.setattr(archiving, "ask", lambda _: replace(now, mode="off"))
    with pytest.raises(BackupError, match="run `localpro down`, then `localpro up`"):
        archiving.ensure(server)


def test_what_people_are_told(server: Server, good: Base) -> None:
    listed = CliRunner().invoke(cli.app, ["backup", "list"])
    assert listed.exit_code == 0, listed.output
    assert f"{good.name}  good" in listed.output
    assert "to any moment from 20" in listed.output
    assert f"{good.lineage}: " in listed.output
    assert len(every_base(Folder(server.folder))) >= 1
    missing = CliRunner().invoke(cli.app, ["backup", "verify", "nothing"])
    assert "`localpro backup list` names them" in str(missing.exception)
    nowhere = CliRunner().invoke(cli.app, ["backup", "copy"])
    assert "LOCALPRO_BACKUP_COPY is not set" in str(nowhere.exception)
    assert os.environ.get("PGPASSWORD") is None
