"""Which request, session and data version a line of the log is about."""

import hashlib
import logging
from collections.abc import Mapping
from contextvars import ContextVar
from secrets import token_hex
from types import MappingProxyType

IDS = ("request", "session", "version")
PLAIN = "%(asctime)s %(levelname)s [%(request)s %(session)s %(version)s] %(message)s"

_about: ContextVar[Mapping[str, object]] = ContextVar("about", default=MappingProxyType({}))


def begin(session: str | None = None) -> str:
    """Begin a request, of a session or of none, and return its id.

    Of a session's own id only a fingerprint is logged: by the id itself one could join it.
    """
    request = token_hex(4)
    own = {} if session is None else {"session": hashlib.sha256(session.encode()).hexdigest()[:8]}
    _about.set({"request": request, **own})
    return request


def note(**known: object) -> None:
    """Say more of the request that was begun, until the next one begins."""
    _about.set({**_about.get(), **known})


class About(logging.Filter):
    """Adds the ids to each record that does not say them itself."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        for name, value in _about.get().items():
            record.__dict__.setdefault(name, value)
        return True


def trace() -> None:
    """Let every line of this process's log say what it is about.

    Lines are plain unless the process has set up its log before.
    """
    root = logging.getLogger()
    if not root.handlers:
        plain = logging.StreamHandler()
        plain.setFormatter(logging.Formatter(PLAIN, defaults=dict.fromkeys(IDS, "-")))
        root.addHandler(plain)
    for handler in root.handlers:
        handler.addFilter(About())
