"""`localpro up --replicas`: real standbys, which come, follow, and go."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from etl.checks.replicas import check_replicas
from etl.checks.roles import check_logins
from etl.cluster import environment, lifecycle, postmaster, standbys
from etl.cluster.environment import Addresses, Role
from etl.cluster.watchdog import end_long_reads
from etl.errors import ClusterError
from tests import postgres
from tests.replicas.machines import Machines

SLOTS = """
    SELECT slot_name, wal_status, active, xmin IS NOT NULL
    FROM pg_replication_slots ORDER BY slot_name
"""


def test_standbys_stream_by_slots_and_tell_what_is_read_on_them(machines: Machines) -> None:
    with machines.connect(1) as reader, reader.transaction(), machines.connect() as primary:
        reader.execute("SELECT count(*) FROM public.bookings")
        assert primary.execute(SLOTS).fetchall() == [
            ("localpro_replica_1", "reserved", True, True),
            ("localpro_replica_2", "reserved", True, True),
        ]
        assert primary.execute("SHOW max_slot_wal_keep_size").fetchone() == ("8GB",)
    for number in (1, 2):
        with machines.connect(number) as standby:
            said = standby.execute("SELECT pg_is_in_recovery(), current_setting('cluster_name')")
            assert said.fetchone() == (True, f"replica {number}")


def test_addresses_name_the_servers_in_the_order_of_each_workload() -> None:
    addresses = Addresses(1, dict.fromkeys(Role, "x"), (11, 12))
    ports = {role: addresses.url(role).split("@")[1] for role in Role}
    assert ports == {
        Role.OWNER: "127.0.0.1:1/localpro",
        Role.READER: "127.0.0.1:11,127.0.0.1:12,127.0.0.1:1/localpro",
        Role.ADMIN: "127.0.0.1:12,127.0.0.1:11,127.0.0.1:1/localpro",
        Role.DASHBOARD: "127.0.0.1:1/localpro",
    }
    assert addresses.url_at(Role.READER, 2).endswith("@127.0.0.1:12/localpro")
    with pytest.raises(ClusterError, match="no replica 3"):
        addresses.url_at(Role.READER, 3)
    one = Addresses(1, dict.fromkeys(Role, "x"), (11,))
    assert one.url(Role.ADMIN).endswith("@127.0.0.1:11,127.0.0.1:1/localpro")


def test_the_file_of_addresses_says_it_all(machines: Machines) -> None:
    assert environment.read(machines.place) == machines.addresses


def test_up_again_changes_nothing(machines: Machines) -> None:
    assert lifecycle.up(machines.place, durable=False) == machines.addresses


@pytest.mark.proof
def test_a_standby_without_its_slot_is_copied_anew(machines: Machines) -> None:
    with machines.stopped(2):
        with machines.superuser(0) as primary:
            primary.execute("SELECT pg_drop_replication_slot('localpro_replica_2')")
        old = (machines.home(2).data / "standby.signal").stat().st_ino
        assert lifecycle.up(machines.place, durable=False) == machines.addresses
        assert (machines.home(2).data / "standby.signal").stat().st_ino != old
    machines.publish("Tailors")
    machines.catch_up(2)


@pytest.mark.usefixtures("served")
@pytest.mark.proof
def test_the_watchdog_ends_long_reads_on_standbys_too(machines: Machines) -> None:
    with machines.connect(2, Role.READER) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT FROM analytics.categories")
        assert end_long_reads(longest=timedelta()) == 1
        with pytest.raises(psycopg.OperationalError):
            reader.execute("SELECT 1")


@pytest.mark.usefixtures("served")
def test_the_doctor_looks_at_every_server(machines: Machines) -> None:
    url = machines.addresses.url(Role.READER)
    assert [each.is_well for each in check_logins({Role.READER: url})] == [True] * 3
    well = [*check_replicas(url)]
    assert [(each.subject, each.is_well) for each in well] == [
        ("replica 1", True),
        ("replica 2", True),
    ]
    with machines.paused(1):
        paused, _ = check_replicas(url)
        assert paused.state == "replay is paused"
    backwards = url.replace(f":{machines.addresses.port}", ":PORT").replace(
        f":{machines.addresses.replicas[0]}", f":{machines.addresses.port}"
    )
    backwards = backwards.replace(":PORT", f":{machines.addresses.replicas[0]}")
    found = {each.subject: each for each in check_replicas(backwards)}
    assert "takes writes" in found["replica 1"].state
    assert "primary last" in found["primary"].remedy


@pytest.mark.proof
def test_down_stops_all_and_fewer_are_removed_with_their_slots(tmp_path: Path) -> None:
    with postgres.own_place(tmp_path / "var") as place:
        first = lifecycle.up(place, durable=False, replicas=2)
        lifecycle.down(place)
        assert [postmaster.running(each) for each in standbys.homes(place)] == [None, None]
        assert lifecycle.up(place, durable=False) == first
        fewer = lifecycle.up(place, durable=False, replicas=1)
        assert fewer.replicas == first.replicas[:1]
        assert not standbys.home_of(place, 2).var.exists()
        with psycopg.connect(fewer.url(Role.OWNER)) as primary:
            assert [name for name, *_ in primary.execute(SLOTS)] == ["localpro_replica_1"]
        assert lifecycle.up(place, durable=False, replicas=0).replicas == ()
        assert standbys.homes(place) == []
