"""The copy of the backups in a bucket of a real S3 server: complete, never replaced, a way back."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import boto3
import psycopg
import pytest
from moto.server import ThreadedMotoServer

from etl.backup import archiving, offsite
from etl.backup import store as stores
from etl.backup.catalog import RECORD, Base, every_base, lineage_named, lineages
from etl.backup.choice import choose
from etl.backup.offsite import copy, fetch
from etl.backup.restore import remove, restore
from etl.backup.retention import thin
from etl.backup.server import Server
from etl.backup.store import Bucket, Folder, bucket
from etl.cluster import lifecycle
from etl.cluster.environment import Role
from etl.cluster.home import at
from etl.errors import BackupError, SettingsError
from etl.settings import settings
from tests.etl.backup.conftest import NOW, MakeBase

KEYS = {
    "AWS_ACCESS_KEY_ID": "someone",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Host and port of a server."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    yield f"{host}:{port}"
    moto.stop()


@pytest.fixture
def safe(service: str) -> Bucket:
    """A bucket of this test's own: the servers of one process share theirs."""
    name = f"safe-{uuid4().hex[:8]}"
    client = boto3.client("s3", endpoint_url=f"http://{service}", region_name="us-east-1")
    client.create_bucket(Bucket=name)
    return bucket(f"s3://{name}/localpro?endpoint_override={service}&scheme=http&region=us-east-1")


@pytest.fixture
def described(tmp_path: Path, make_base: MakeBase) -> Folder:
    """Two backups with WAL, and what is unfinished."""
    make_base(40, 1)
    make_base(3, 2)
    wal = tmp_path / "main" / "wal"
    wal.mkdir()
    for number in range(1, 5):
        (wal / f"00000001{0:08X}{number:08X}.gz").write_bytes(bytes([number]) * 100)
    (wal / ".000000010000000000000005.gz.17").write_bytes(b"half")
    (tmp_path / "main" / "base" / "20261128T000000Z.partial").mkdir()
    (tmp_path / "main" / "base" / "20261128T000000Z.partial" / "base.tar.gz").write_bytes(b"half")
    return Folder(tmp_path)


def test_what_is_complete_is_copied_once(described: Folder, safe: Bucket) -> None:
    whole = {name: each.size for name, each in described.files().items() if ".0" not in name}
    whole = {name: size for name, size in whole.items() if ".partial" not in name}
    assert copy(described, safe) == len(whole)
    assert {name: each.size for name, each in safe.files().items()} == whole
    assert copy(described, safe) == 0
    assert every_base(safe) == every_base(described)


def test_large_files_go_in_parts(
    described: Folder, safe: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offsite, "LARGE", 50)
    assert copy(described, safe) == len(safe.files())
    name = "main/wal/000000010000000000000003.gz"
    assert safe.read(name) == bytes([3]) * 100


def test_what_is_there_is_never_replaced(described: Folder, safe: Bucket) -> None:
    copy(described, safe)
    name = "main/wal/000000010000000000000003.gz"
    (described.path / name).write_bytes(b"another")
    with pytest.raises(BackupError, match=f"{safe.root}/{name} is there already, and is"):
        copy(described, safe)
    assert safe.read(name) == bytes([3]) * 100
    assert not safe.put_new(name, b"another"), "also when somebody else was faster"
    assert safe.read(name) == bytes([3]) * 100


def test_a_backup_counts_when_all_of_it_is_there(
    described: Folder, safe: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the copy is broken off before, the bucket has only what can be restored."""
    put_new, left = Bucket.put_new, [0]

    def breaks_off(store: Bucket, name: str, content: bytes) -> bool:
        if not left[0]:
            raise BackupError("the network is gone")
        left[0] -= 1
        return put_new(store, name, content)

    monkeypatch.setattr(Bucket, "put_new", breaks_off)
    for number in range(1, 12):
        left[0] = 1
        try:
            copy(described, safe)
        except BackupError:
            assert len(safe.files()) == number
        for base in every_base(safe):
            assert f"{base.path}/base.tar.gz" in safe.files()
            assert base.first in lineage_named(safe, "main").segments
    monkeypatch.undo()


def test_it_is_pruned_as_the_folder_is(described: Folder, safe: Bucket) -> None:
    copy(described, safe)
    since = NOW - timedelta(days=2)
    assert thin(safe, since) == thin(described, since)
    (lineage,) = lineages(safe)
    assert [base.record.first_segment[-1] for base in lineage.bases] == ["2"]
    assert [each.number for each in lineage.segments] == [2, 3, 4]


def test_a_later_verification_is_copied_too(described: Folder, safe: Bucket) -> None:
    copy(described, safe)
    name = next(name for name in described.files() if name.endswith("verified.json"))
    text = (described.path / name).read_text().replace('"reason":""', '"reason":"a byte"')
    (described.path / name).write_text(text)
    assert copy(described, safe) == 1
    assert safe.read(name) == text.encode()


def test_what_the_service_refuses_is_one_line(
    described: Folder, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = f"?endpoint_override={service}&scheme=http&region=us-east-1"
    with pytest.raises(BackupError, match=r"s3://nowhere cannot be used: .*NoSuchBucket"):
        copy(described, bucket(f"s3://nowhere{options}"))
    monkeypatch.setattr(stores, "ATTEMPTS", 1)
    with pytest.raises(BackupError, match=r"s3://safe cannot be used: .*127\.0\.0\.1:9"):
        copy(described, bucket("s3://safe?endpoint_override=127.0.0.1:9&scheme=http&region=a"))


@pytest.mark.parametrize("address", ["s3://key:hush@safe/a", "safe/a", "https://safe/a"])
def test_an_address_that_cannot_be_one(address: str) -> None:
    with pytest.raises(SettingsError) as refused:
        bucket(address)
    assert "hush" not in str(refused.value)


@pytest.mark.proof
def test_a_machine_that_has_lost_its_own(
    server: Server, good: Base, safe: Bucket, tmp_path: Path
) -> None:
    """Only the bucket is left: it is brought here, verified, and restored to its last commit."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS public.after_the_backup (id integer)")
    archiving.finish_segment(server, good.lineage)
    copy(Folder(server.folder), safe)
    place = at(tmp_path / "second")
    try:
        base, lineage = choose(safe, None, good.name)
        folder = fetch(safe, base, lineage, place)
        restored = restore(folder, place.var, name=good.name)
        with psycopg.connect(lifecycle.addresses(place).url(Role.OWNER)) as connection:
            row = connection.execute(
                "SELECT to_regclass('public.after_the_backup')::text,"
                " current_setting('archive_command'), pg_is_in_recovery()"
            ).fetchone()
        assert row == ("after_the_backup", "true", False), "it keeps nothing where the first does"
        assert restored.reached > good.record.finished_at
        assert lifecycle.addresses(place).passwords != lifecycle.addresses(server.home).passwords  # type: ignore[arg-type]
    finally:
        remove(place)
        shutil.rmtree((place.var / "backup").resolve())
    assert settings().backup_copy is None
    assert f"{good.path}/{RECORD}" in safe.files()
