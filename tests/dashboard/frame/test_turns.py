"""As many pages at once as can read at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock

import pytest

from dashboard.frame.turns import turn
from queries.settings import settings

MOST = 3


def test_no_more_pages_than_connections_at_once_and_a_page_that_fails_makes_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings(), "pool_connections", MOST)
    inside, most, lock = 0, 0, Lock()
    full, go_on = Barrier(MOST + 1), Event()

    def page(number: int) -> None:
        nonlocal inside, most
        with turn():
            with lock:
                inside += 1
                most = max(most, inside)
            if number < MOST:
                full.wait(10)
                go_on.wait(10)
            with lock:
                inside -= 1
            raise RuntimeError(f"page {number} failed")

    with ThreadPoolExecutor(3 * MOST) as threads:
        pages = [threads.submit(page, number) for number in range(MOST)]
        full.wait(10)
        pages += [threads.submit(page, number) for number in range(MOST, 3 * MOST)]
        assert inside == MOST
        go_on.set()
        for each in pages:
            with pytest.raises(RuntimeError):
                each.result(10)
    assert most == MOST
