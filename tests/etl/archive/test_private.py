"""What people typed is closed to others, also in a folder that was there and open."""

from pathlib import Path

import pytest

from etl.archive.restore import restore
from etl.archive.run import archive
from etl.archive.store import open_store
from tests.etl.archive.conftest import WEEKS
from tests.postgres import Database


@pytest.mark.parametrize("was_there", [False, True])
def test_only_the_owner_reads(searched: Database, tmp_path: Path, was_there: bool) -> None:
    root = tmp_path / "archive"
    if was_there:
        (root / "search_logs").mkdir(parents=True)
        (root / "search_logs").chmod(0o755)
        root.chmod(0o755)
    store = open_store(str(root))
    archive(store, searched.owner_url)
    modes = {path: path.stat().st_mode & 0o777 for path in (root, *root.rglob("*"))}
    assert {path.name for path, mode in modes.items() if mode == 0o600} == {
        "searches.parquet",
        "_manifest.json",
    }
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    assert restore(store, WEEKS[0], searched.owner_url).state == "restored"
