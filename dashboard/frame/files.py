"""Files for who has a link: the routes lie outside of the pages, so a link says all."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from threading import BoundedSemaphore
from urllib.parse import quote

from anyio import CancelScope, to_thread
from cachetools import TTLCache
from prometheus_client import Counter, Gauge
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Send

from dashboard.frame import tickets
from dashboard.frame.pace import too_often
from dashboard.frame.tickets import NoTicket, Ticket
from dashboard.parts.failures import sentence
from dashboard.settings import settings
from queries import members, rates
from queries.errors import (
    Busy,
    DoneBefore,
    Gone,
    NotAllowed,
    QueryError,
    TooLong,
    TooOften,
    Unavailable,
)
from queries.export import log as taken
from queries.export import manifest
from queries.export.formats import MEDIA_TYPES
from queries.export.making import Making, workload_of
from queries.people import LOCAL, Person, Right
from queries.settings import settings as reading
from queries.snapshot import has, read

log = logging.getLogger("localpro.dashboard")

AT_ONCE = 6
"""Files that are handed out at the same time: each holds a connection, and screens need some."""

STATUS: dict[type[QueryError], int] = {
    NotAllowed: 403,
    DoneBefore: 410,
    Gone: 410,
    TooLong: 422,
    Busy: 503,
    Unavailable: 503,
}
USED = "this link was used: open Download on the screen for another"
NEWER = "the figures were published anew since the screen showed them: look at it again"
FULL = f"{AT_ONCE} files are being taken at this moment: try again when one is done"

RUNNING = Gauge("localpro_exports_running", "Files that are being handed out.")
DONE = Counter("localpro_exports", "Files that were handed out.", ["format", "outcome"])
BYTES = Counter("localpro_export_bytes", "Bytes of files that were handed out.", ["format"])

_places = BoundedSemaphore(AT_ONCE)
_manifests: TTLCache[str, bytes] = TTLCache(maxsize=1_000, ttl=tickets.KNOWN_FOR)


class Delivery:
    """One file on its way to one person; it lets go of everything when it is closed."""

    def __init__(self, ticket: Ticket) -> None:
        self._ticket, self._person = ticket, _still(ticket.person)
        self._person.must(Right.EXPORT)
        rates.count(settings().file_limit, "files", self._person.id)
        self._stack = ExitStack()
        try:
            self.making = self._begun()
            self._rest = iter(self.making)
            self._first = next(self._rest, b"")
            taken.begin(self._person, ticket.id, self.making)
        except BaseException:
            self._stack.close()
            raise

    def _begun(self) -> Making:
        if not _places.acquire(blocking=False):
            raise Busy(FULL)
        self._stack.callback(_places.release)
        self._stack.enter_context(RUNNING.track_inprogress())
        limit = reading().export_timeout_seconds
        wanted = has(self._ticket.identity)
        snapshot = self._stack.enter_context(read(workload_of(self._ticket.export), limit, wanted))
        if str(snapshot.identity) != self._ticket.identity:
            raise Gone(NEWER)
        making = Making(snapshot, self._ticket.export, self._ticket.format, self._person)
        self._stack.callback(making.close)
        return making

    def blocks(self) -> Iterator[bytes]:
        """Yield the bytes. Raises what reading raises: then the file is broken off."""
        yield self._first
        yield from self._rest

    def close(self, *, is_taken: bool) -> None:
        """Write down what became of the file, and keep its manifest where all of it was taken."""
        kind = self.making.format.value
        DONE.labels(kind, "taken" if is_taken else "broken off").inc()
        BYTES.labels(kind).inc(self.making.size)
        try:
            taken.end(self._person, self._ticket.id, self.making, is_taken=is_taken)
            if is_taken:
                made = manifest.of(self.making, self._person)
                _manifests[self._ticket.id] = manifest.as_json(made)
        except QueryError as error:
            log.warning("the end of an export is not in the log: %s", error)
        finally:
            self._stack.close()


class Sent(StreamingResponse):
    """The answer that a delivery is: it ends as a whole one does only when all of it was sent."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery, making = delivery, delivery.making
        super().__init__(
            _in_threads(delivery.blocks()),
            media_type=MEDIA_TYPES[making.format],
            headers=_attached(making.name),
        )

    async def stream_response(self, send: Send) -> None:
        """Send the file, and close the delivery whatever happens."""
        is_taken = False
        try:
            await super().stream_response(send)
            is_taken = True
        finally:
            with CancelScope(shield=True):
                await to_thread.run_sync(lambda: self._delivery.close(is_taken=is_taken))


async def file(request: Request) -> Response:
    """Answer with the file of a link, once."""
    return await _answered(request, tickets.LASTS, lambda ticket: Sent(Delivery(ticket)))


async def manifest_of(request: Request) -> Response:
    """Answer with the manifest of a file that was taken by the same link."""
    return await _answered(request, tickets.KNOWN_FOR, _manifest)


def _manifest(ticket: Ticket) -> Response:
    _still(ticket.person).must(Right.EXPORT)
    known = _manifests.get(ticket.id)
    if known is None:
        said = "There is no manifest before the file was taken to its end by the same link."
        return PlainTextResponse(said, 404)
    name = f"{ticket.export.called}.{ticket.format.value}{manifest.ENDING}"
    return Response(known, media_type="application/json", headers=_attached(name))


async def _answered(request: Request, lasts: int, answer: Callable[[Ticket], Response]) -> Response:
    """Return what a link leads to, or why it leads nowhere."""
    if request.method != "GET":
        return PlainTextResponse("This can only be fetched.", 405)
    try:
        ticket = tickets.read(request.query_params.get("link", ""), lasts)
        return await to_thread.run_sync(answer, ticket)
    except NoTicket as error:
        return _told(str(error), 403)
    except DoneBefore:
        return _told(USED, 410)
    except TooOften as error:
        return too_often(error)
    except QueryError as error:
        log.warning("%s: %s", type(error).__name__, error)
        kinds = (status for kind, status in STATUS.items() if isinstance(error, kind))
        return _told(str(error), next(kinds, 500))


def _told(message: str, status: int) -> Response:
    return PlainTextResponse(sentence(message), status, {"Cache-Control": "no-store"})


def _still(person: Person) -> Person:
    """Return who somebody is now: a right may have been taken away since the link was made."""
    known = LOCAL if settings().auth == "none" else members.member(person.id)
    if known is None or known.id != person.id:
        raise NotAllowed(f"{person.name} may not come in any more")
    return known


def _attached(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
    }


async def _in_threads(blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield what takes its time, without holding up anybody else's page."""
    while (block := await to_thread.run_sync(next, blocks, None)) is not None:
        yield block
