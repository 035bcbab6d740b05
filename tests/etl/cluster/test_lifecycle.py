"""The private cluster lives through what happens to servers: tested on real processes."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from etl.cluster import bootstrap, home, lifecycle, postmaster
from etl.cluster.environment import Role
from etl.cluster.home import Home
from etl.cluster.postmaster import Postmaster
from etl.cluster.process import succeeds
from etl.cluster.server import _socket_folder
from etl.errors import ClusterError

LOCALPRO = Path(sys.executable).with_name("localpro")


def _up(place: Home) -> Postmaster:
    lifecycle.up(place)
    running = postmaster.running(place)
    assert running is not None
    return running


def _answers(place: Home, role: Role = Role.OWNER) -> bool:
    with psycopg.connect(lifecycle.addresses(place).url(role)) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rsplit(")", 1)[1].split()[0] == "Z"


def _wait_until_gone(pids: list[int]) -> None:
    while not all(_gone(pid) for pid in pids):
        time.sleep(0.05)


def test_up_twice_is_the_same_server(place: Home) -> None:
    first = _up(place)
    before = lifecycle.addresses(place)
    assert _up(place) == first
    assert lifecycle.addresses(place) == before
    assert all(_answers(place, role) for role in Role)


def test_the_server_is_not_root(place: Home) -> None:
    _up(place)
    # PostgreSQL insists that the data belong to the user it runs as.
    assert place.data.stat().st_uid != 0
    assert stat.S_IMODE(place.data.stat().st_mode) == 0o700


def test_the_server_reaches_its_data_from_a_private_folder(place: Home) -> None:
    _up(place)
    private = place.var.parent
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert succeeds(["test", "-r", place.data], user=home.server_user(place))


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    place = home.at(tmp_path / ("long" * 25) / "var")
    sockets = _socket_folder(place, home.server_user(place))
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(sockets / ".s.PGSQL.65535"))
    finally:
        shutil.rmtree(sockets)


def test_down_stops_it_once(place: Home) -> None:
    running = _up(place)
    assert lifecycle.down(place)
    _wait_until_gone([running.pid])
    assert not lifecycle.down(place)
    with pytest.raises(ClusterError, match="localpro up"):
        lifecycle.addresses(place)


def test_data_survive_a_crash_of_every_process(place: Home) -> None:
    running = _up(place)
    with bootstrap.superuser(running) as connection:
        connection.execute("DROP TABLE IF EXISTS kept")
        connection.execute("CREATE TABLE kept AS SELECT 42 AS n")
        others = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        processes = [running.pid, *(pid for (pid,) in connection.execute(others))]
    for pid in processes:
        os.kill(pid, signal.SIGKILL)
    _wait_until_gone(processes)
    assert (place.data / "postmaster.pid").exists()

    with bootstrap.superuser(_up(place)) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (42,)


def test_up_waits_for_the_orphans_of_a_killed_server(place: Home) -> None:
    running = _up(place)
    with bootstrap.superuser(running):
        os.kill(running.pid, signal.SIGKILL)
        _wait_until_gone([running.pid])
        assert _up(place).pid != running.pid


def test_a_pid_file_that_names_a_stranger_is_stale(place: Home) -> None:
    _up(place)
    file = place.data / "postmaster.pid"
    left_behind = file.read_text().splitlines()
    lifecycle.down(place)
    user = home.server_user(place)
    # PostgreSQL alone refuses to start when the number belongs to a process of its own user.
    with subprocess.Popen(["sleep", "60"], user=user.pw_uid) as stranger:
        home.give(file, "\n".join([str(stranger.pid), *left_behind[1:], ""]), user)
        try:
            assert postmaster.running(place) is None
            assert _up(place).pid != stranger.pid
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_taken_port_is_changed_and_told(place: Home) -> None:
    port = _up(place).port
    lifecycle.down(place)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        changed = _up(place).port
    assert changed != port
    assert f":{changed}/" in place.environment.read_text()
    assert _answers(place)


def test_a_free_port_is_kept(place: Home) -> None:
    port = _up(place).port
    lifecycle.down(place)
    assert _up(place).port == port


def test_passwords_are_closed_to_others(place: Home) -> None:
    _up(place)
    assert stat.S_IMODE(place.environment.stat().st_mode) == 0o600


def test_lost_passwords_are_replaced(place: Home) -> None:
    _up(place)
    lost = lifecycle.addresses(place).url(Role.OWNER)
    place.environment.unlink()
    _up(place)
    assert _answers(place)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(lost)


def test_a_role_of_a_new_release_gets_a_password_and_the_others_keep_theirs(place: Home) -> None:
    _up(place)
    before = lifecycle.addresses(place).passwords
    lines = place.environment.read_text().splitlines(keepends=True)
    place.environment.write_text("".join(x for x in lines if Role.DASHBOARD.variable not in x))
    _up(place)
    after = lifecycle.addresses(place).passwords
    assert [role for role in Role if after[role] != before[role]] == [Role.DASHBOARD]
    assert all(_answers(place, role) for role in Role)


def test_passwords_reach_no_log_and_no_command_line(place: Home) -> None:
    running = _up(place)
    with bootstrap.superuser(running) as connection:
        connection.execute("ALTER SYSTEM SET log_statement = 'all'")
        connection.execute("SELECT pg_reload_conf()")
    place.environment.unlink()
    lifecycle.down(place)
    seen = _command_lines_during([str(LOCALPRO), "up"], place)
    passwords = lifecycle.addresses(place).passwords.values()
    log = place.log.read_text()
    assert "ALTER ROLE" in log
    assert any("pg_ctl" in line for line in seen)
    for password in passwords:
        assert password not in log
        assert not any(password in line for line in seen)


def test_nobody_is_superuser_over_the_network(place: Home) -> None:
    port = _up(place).port
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host="127.0.0.1", port=port, user="postgres", dbname="postgres")


def test_two_ups_at_once_make_one_cluster(new_place: Home) -> None:
    environment = os.environ | {"LOCALPRO_VAR_DIR": str(new_place.var)}
    both = [
        subprocess.Popen([LOCALPRO, "up"], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert told[0].splitlines()[-1] == told[1].splitlines()[-1]
    assert _answers(new_place)


def test_an_interrupted_creation_is_begun_anew(new_place: Home) -> None:
    user = home.server_user(new_place)
    new_place.var.mkdir()
    home.make(new_place, user)
    unfinished = new_place.data.with_name("data.new")
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("15\n")
    _up(new_place)
    assert _answers(new_place)
    assert not unfinished.exists()


def _command_lines_during(command: list[str], place: Home) -> set[str]:
    """Return the command lines of all processes seen while `command` ran, as `ps` shows them."""
    seen: set[str] = set()
    environment = os.environ | {"LOCALPRO_VAR_DIR": str(place.var)}
    with subprocess.Popen(command, env=environment) as process:
        while process.poll() is None:
            for file in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(file.read_text().replace("\0", " "))
                except OSError:
                    continue  # it ended meanwhile
    assert process.returncode == 0
    return seen
