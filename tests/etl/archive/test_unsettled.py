"""A week whose days wait for a refresh is not detached: nobody could recompute them afterwards."""

import pytest

from etl.archive import run
from etl.archive.run import archive
from etl.archive.store import Store
from etl.errors import ArchiveError
from etl.refresh.publish import publish
from tests.etl.archive.conftest import old_partitions, states
from tests.postgres import Database


def change_districts(database: Database) -> None:
    """Mark the days of all searches."""
    with database.connect() as connection:
        connection.execute("UPDATE geo.districts SET district = district")


def test_districts_that_change_just_before(
    searched: Database, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the archive's own refresh, before the week is detached; the next run goes on."""

    def publish_and_change(url: str | None) -> None:
        publish(url)
        change_districts(searched)

    change_districts(searched)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(run, "publish", publish_and_change)
        with pytest.raises(ArchiveError, match="2025w02 has changes that no refresh has seen yet"):
            archive(store, searched.owner_url)
    assert states(searched) == {"2025w02": "closed"}
    assert old_partitions(searched)["2025w02"] == "attached"
    assert len(archive(store, searched.owner_url)) == 2
