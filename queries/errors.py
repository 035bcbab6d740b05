"""The family of errors that reads raise: one line says what happened and what to do."""


class QueryError(Exception):
    """A read failed in a way that a person can act on."""

    is_expected = True


class SettingsError(QueryError):
    """A setting has a value that cannot work; the message names it, without its value."""


class Unavailable(QueryError):
    """No database answers for this workload."""


class Crowded(Unavailable):
    """Every connection that this process may have there is in use."""


class Lost(Unavailable):
    """The server went away under a page, and no other has the page's version; another may do."""


class NotPublished(QueryError):
    """The analytics schema has no data version yet: run `localpro refresh`."""


class QueryTimeout(QueryError):
    """A query ran longer than its time limit and was stopped."""


class Cancelled(QueryError):
    """Somebody stopped a query before its time limit."""


class Busy(QueryError):
    """Others hold what a read needs; it may work in a moment."""


class ServerFull(QueryError):
    """The server has no disk, memory or connection left."""


class NotAllowed(QueryError):
    """Whoever asks may not do or read that."""


class NoRight(NotAllowed):
    """The role of the person who asks does not go so far."""


class InvalidFilter(QueryError):
    """A filter value cannot be used; the message names the value and what was used instead."""


class InvalidQuestion(QueryError):
    """A question for metrics has no answer; the message says why, and what can be asked."""


class NotSaved(QueryError):
    """A view cannot be saved so; the message says why, and what to do."""


class DoneBefore(QueryError):
    """What may be done once was done before."""


class TooOften(QueryError):
    """Somebody does something more often than is fair to others; `seconds` from now they may."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class TooLong(QueryError):
    """A kind of file cannot hold what is asked; another kind can."""


class NotWritten(QueryError):
    """A file cannot be written where it is to be; nothing is left of it."""


class Gone(QueryError):
    """What a file was made of is published no more: it cannot be made again."""
