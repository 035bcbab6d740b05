"""What people read while servers stop, fall behind, and end what holds them up."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from queries import read, read_for
from queries.errors import Crowded, Lost
from queries.operations import Operations
from queries.people import Person, Role
from queries.servers import standing
from queries.servers.breaker import FAILURES
from queries.snapshot import Snapshot, has
from queries.statements import taken
from tests.replicas.machines import Machines

ANNA, BEN = (Person(name, name, Role.ADMIN) for name in ("anna", "ben"))


def names(snapshot: Snapshot) -> list[str]:
    """Return the categories; a snapshot of another server reads them anew."""
    return sorted(snapshot.live_frame("available_categories")["name"])


def measured(name: str) -> dict[str, float]:
    """Return a measure of each server."""
    (family,) = (each for each in Operations().collect() if each.name == name)
    return {sample.labels["server"]: sample.value for sample in family.samples}


@pytest.mark.usefixtures("served")
def test_each_workload_is_read_from_its_replica() -> None:
    with read("analytics") as one, read("reporting") as two:
        assert (one.server, two.server) == ("replica 1", "replica 2")
        assert one.identity == two.identity
        counted = taken(one).slowest.groupby(["server", "statement"])["calls"].sum()
    assert {"primary", "replica 1", "replica 2"} == set(counted.index.get_level_values("server"))
    assert counted["replica 1", "data_version_newest"] >= 1
    told = standing.servers(one).set_index("server")
    assert list(told.index) == ["primary", "replica 1", "replica 2"]
    assert told["serves"].to_list() == ["", "search and analytics", "admin and reporting"]
    assert told["state"].to_list() == ["answers"] * 3


def test_a_stopped_replica_is_left_for_the_other_and_then_for_a_few_of_the_primary(
    served: Machines,
) -> None:
    with served.stopped(1):
        with read("analytics") as snapshot:
            assert snapshot.server == "replica 2"
        standing.look()
        told = standing.servers(snapshot).set_index("server")
        assert "does not answer" in told["state"]["replica 1"]
        assert measured("localpro_server_up") == {"primary": 1, "replica 1": 0, "replica 2": 1}
        assert measured("localpro_statement_calls").keys() == {"primary", "replica 2"}
        with served.stopped(2):
            with ExitStack() as many:
                for _ in range(2):
                    assert many.enter_context(read("analytics")).server == "primary"
                engine = standing.engine_at(standing.fleet().orders["analytics"][-1])
                engine.pool._timeout = 0.01  # type: ignore[attr-defined]
                with pytest.raises(Crowded), read("analytics"):
                    pass
            for _ in range(FAILURES):
                standing.look()
            assert (
                standing.servers(snapshot)["serves"][0]
                == "search and analytics; admin and reporting"
            )
    for _ in range(2):
        standing.look()
    with read("analytics") as snapshot:
        assert snapshot.server == "replica 1"
    moved = _moved(served)
    assert ("replica 1", "replica 2") in moved
    assert moved[0][1] in ("replica 1", "replica 2")


def _moved(served: Machines) -> list[tuple[str, str]]:
    """Return the moves that are written down, the newest first, as a page shows them."""
    served.catch_up()
    assert not standing.fleet().unsaved
    with read("analytics") as snapshot:
        moves = standing.server_moves(snapshot)
    return [*zip(moves["server_before"], moves["server_after"], strict=True)]


def test_nobody_is_shown_an_older_version_than_before(served: Machines) -> None:
    with read_for(ANNA, "analytics") as source:
        old = source.version
    with served.paused(1):
        new = served.publish("Tutors")
        served.catch_up(2)
        with read_for(ANNA, "reporting") as source:
            assert (source.server, source.version) == ("replica 2", new)
        with read_for(ANNA, "analytics") as source:
            assert (source.server, source.version) == ("replica 2", new)
        with read_for(BEN, "analytics") as source:
            assert (source.server, source.version) == ("replica 1", old)
        with served.stopped(2), read_for(ANNA, "analytics") as source:
            assert (source.server, source.version) == ("primary", new)
    served.catch_up()
    with read_for(ANNA, "analytics") as source:
        assert (source.server, source.version) == ("replica 1", new)


def test_a_file_is_made_where_the_version_of_its_page_is(served: Machines) -> None:
    with served.paused(2):
        served.publish("Cooks")
        served.catch_up(1)
        with read("analytics") as page:
            pass
        with read("reporting", accepts=has(page.identity)) as file:
            assert (file.server, file.identity) == ("replica 1", page.identity)
        with read("reporting") as older:
            assert older.server == "replica 2"


def test_a_replica_that_is_too_far_behind_is_passed_over_and_named(served: Machines) -> None:
    with served.paused(1):
        with served.connect() as primary:
            primary.execute("UPDATE etl.heartbeat SET at = at + interval '40 seconds'")
        served.catch_up(2)
        standing.look()
        with read("analytics") as snapshot:
            assert snapshot.server == "replica 2"
        told = standing.servers(snapshot).set_index("server").loc["replica 1"]
        assert told["state"] == "too far behind"
        assert told["lag_seconds"] >= 40
        assert told["lag_bytes"] > 0
        served.catch_up(2)
        with read("analytics") as snapshot:
            assert standing.server_moves(snapshot)["why"][0].endswith("s behind")
    served.catch_up()
    standing.look()
    with read("analytics") as snapshot:
        assert snapshot.server == "replica 1"


@pytest.fixture
def in_conflict(served: Machines) -> Iterator[Snapshot]:
    """A page that reads on replica 1 what the primary then takes for itself."""
    with served.impatient(1), read("analytics") as snapshot:
        assert snapshot.server == "replica 1"
        names(snapshot)
        with served.connect() as primary, primary.transaction():
            primary.execute("LOCK TABLE rollup.categories IN ACCESS EXCLUSIVE MODE")
        served.catch_up()
        yield snapshot


def test_a_page_that_is_ended_for_the_replay_goes_on_elsewhere(in_conflict: Snapshot) -> None:
    identity = in_conflict.identity
    assert "Plumbers" in names(in_conflict)
    assert (in_conflict.server, in_conflict.identity) == ("replica 2", identity)


def test_a_page_whose_server_stops_goes_on_elsewhere(served: Machines) -> None:
    with read("analytics") as snapshot:
        before = names(snapshot)
        with served.stopped(1):
            assert names(snapshot) == before
            assert snapshot.server == "replica 2"


def test_a_page_whose_server_freezes_goes_on_elsewhere(served: Machines) -> None:
    """Its sockets stay open, and nothing comes: by itself the page would wait for ever."""
    with read("analytics") as snapshot:
        before = names(snapshot)
        with served.frozen(1):
            assert names(snapshot) == before
            assert snapshot.server == "replica 2"


def test_a_page_goes_on_at_its_own_version_or_not_at_all(served: Machines) -> None:
    with served.stopped(2), read("analytics") as snapshot:
        names(snapshot)
        served.publish("Painters")
        with served.stopped(1), pytest.raises(Lost):
            names(snapshot)
