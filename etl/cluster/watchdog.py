"""The watchdog: ends what readers leave running, whatever limits they undid (D27)."""

import logging
from datetime import timedelta

from etl.db import at_replicas, connect
from etl.errors import LocalProError
from etl.statements import statement

log = logging.getLogger(__name__)

LONGEST = timedelta(minutes=10)
"""How long a reader's transaction may last; its own limits are minutes below that."""


def end_long_reads(url: str | None = None, longest: timedelta = LONGEST) -> int:
    """End the reader sessions whose transaction has lasted longer, on replicas as well; return how
    many there were. A replica that does not answer is logged.
    """
    ended = _end(url, longest)
    for replica in at_replicas(url):
        try:
            ended += _end(replica, longest)
        except LocalProError as error:
            log.warning("a replica: %s", error)
    return ended


def _end(url: str | None, longest: timedelta) -> int:
    with connect(url, autocommit=True, application_name="localpro watchdog") as connection:
        ended = connection.execute(
            statement(__file__, "long_reads"), {"longest": longest}
        ).fetchall()
    for pid, role, seconds in ended:
        log.warning("ended session %d of %s: its transaction lasted %d s", pid, role, seconds)
    return len(ended)
