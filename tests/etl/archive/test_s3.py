"""The archive in a bucket of a real S3 server."""

from collections.abc import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from etl.archive.manifest import read_manifest
from etl.archive.restore import restore
from etl.archive.run import archive
from etl.archive.store import Store, open_store
from etl.archive.weeks import find_week
from etl.db import connect
from etl.errors import ArchiveError, SettingsError
from tests.etl.archive.conftest import EVERY_SEARCH, WEEKS, rows, states
from tests.postgres import Database

KEYS = {"AWS_ACCESS_KEY_ID": "someone", "AWS_SECRET_ACCESS_KEY": "secret"}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Host and port of a server with the bucket `cold`."""
    for name, value in (KEYS | {"AWS_EC2_METADATA_DISABLED": "true"}).items():
        monkeypatch.setenv(name, value)
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    boto3.client("s3", endpoint_url=f"http://{host}:{port}", region_name="us-east-1").create_bucket(
        Bucket="cold"
    )
    yield f"{host}:{port}"
    moto.stop()


@pytest.fixture
def bucket(server: str) -> Store:
    return open_store(f"s3://cold/searches?endpoint_override={server}&scheme=http&region=us-east-1")


def test_there_and_back(searched: Database, bucket: Store) -> None:
    everything = rows(searched, EVERY_SEARCH)
    archive(bucket, searched.owner_url)
    assert states(searched) == dict.fromkeys(WEEKS, "archived")
    assert rows(searched, "SELECT query FROM search_logs") == [("today",)]
    with connect(searched.owner_url) as connection:
        assert read_manifest(bucket, find_week(connection, "2025w02")).rows == 8
    for week in WEEKS:
        restore(bucket, week, searched.owner_url)
    assert rows(searched, EVERY_SEARCH) == everything


def test_nothing_is_left_beside_the_files(searched: Database, bucket: Store, server: str) -> None:
    archive(bucket, searched.owner_url)
    listed = boto3.client(
        "s3", endpoint_url=f"http://{server}", region_name="us-east-1"
    ).list_objects_v2(Bucket="cold")
    names = {item["Key"] for item in listed["Contents"] if item["Size"]}
    assert names == {
        f"searches/search_logs/year=2025/week={week}/{file}"
        for week in ("02", "03")
        for file in ("_manifest.json", "searches.parquet")
    }


def test_a_missing_bucket_costs_nothing(searched: Database, server: str) -> None:
    nowhere = open_store(f"s3://nowhere/a?endpoint_override={server}&scheme=http&region=us-east-1")
    everything = rows(searched, "SELECT s::text FROM partitions.search_logs_y2025w02 AS s")
    with pytest.raises(ArchiveError, match="cannot write week 2025w02"):
        archive(nowhere, searched.owner_url)
    kept = rows(searched, "SELECT s::text FROM partitions.search_logs_y2025w02 AS s")
    assert kept == everything


def test_a_password_in_the_url_is_refused() -> None:
    with pytest.raises(SettingsError, match="AWS_SECRET_ACCESS_KEY") as refused:
        open_store("s3://key:hush@cold/searches")
    assert "hush" not in str(refused.value)
