"""The jobs of the night with both standbys attached, and a long reader on each."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from etl.archive.run import archive, due
from etl.archive.store import open_store
from etl.backup import contents
from etl.cluster import lifecycle
from etl.cluster.environment import Role
from etl.db import connect
from etl.embeddings import embedder_named
from etl.migrate.run import migrate
from etl.partitions.lifecycle import maintain
from etl.refresh.publish import publish
from etl.synthetic.generate import finished_day
from etl.synthetic.load import load
from etl.synthetic.marketplace import Recipe
from etl.synthetic.scales import scale_named
from queries import read
from queries.snapshot import Snapshot
from tests import postgres
from tests.replicas.machines import Machines

pytestmark = pytest.mark.proof

AGO = timedelta(days=250)
"""How long ago the month of these tests ended: its searches are due for the archive, and its
notifications have expired.
"""


@pytest.fixture
def month(tmp_path: Path, use_machines: Callable[[Machines], None]) -> Iterator[Machines]:
    """A month of a marketplace, published, on a primary with two standbys."""
    with postgres.own_place(tmp_path / "var") as place:
        made = Machines(place, lifecycle.up(place, durable=False, replicas=2))
        migrate(made.owner_url)
        recipe = Recipe(
            scale_named("month1"), 1, finished_day(None) - AGO, embedder_named("ngrams")
        )
        with connect(made.owner_url, autocommit=True) as connection:
            load(connection, recipe, lambda _table, _rows: None)
        publish(made.owner_url)
        made.catch_up()
        use_machines(made)
        yield made


def test_jobs_work_beside_long_readers_who_keep_their_version(
    month: Machines, tmp_path: Path
) -> None:
    with ExitStack() as stack:
        readers = [stack.enter_context(read(each)) for each in ("analytics", "reporting")]
        assert [each.server for each in readers] == ["replica 1", "replica 2"]
        before = [_figures(each) for each in readers]
        _jobs(month, tmp_path)
        month.catch_up()
        assert [_figures(each) for each in readers] == before
        assert [each.server for each in readers] == ["replica 1", "replica 2"]
        with read("analytics") as newer:
            assert newer.server == "replica 1"
            assert newer.version > readers[0].version
            assert _figures(newer) != before[0]
    month.catch_up()
    assert _held(month, 1) == _held(month, 2) == _held(month, 0)


def _figures(snapshot: Snapshot) -> list[tuple[object, ...]]:
    """Return what a version holds, read anew."""
    frame = snapshot.live_frame("data_objects")
    return list(frame[["name", "rows", "checksum"]].itertuples(index=False, name=None))


def _jobs(month: Machines, folder: Path) -> None:
    """Write, publish, archive all that is due, see to the partitions, and publish again."""
    with month.connect() as owner:
        owner.execute("UPDATE public.bookings SET updated_at = now() WHERE status = 'COMPLETED'")
        owner.execute("DELETE FROM public.reviews WHERE overall_rating <= 3")
    publish(month.owner_url)
    weeks = [week.week for week in due(month.owner_url)]
    assert len(weeks) >= 4
    archive(open_store(str(folder / "archive")), month.owner_url, weeks=weeks, trust_clock=True)
    assert maintain(month.owner_url, trust_clock=True).dropped
    publish(month.owner_url, full=True)


def _held(month: Machines, number: int) -> dict[str, tuple[int, object]]:
    with connect(month.addresses.url_at(Role.OWNER, number)) as connection:
        return dict(contents.fingerprints(connection))
