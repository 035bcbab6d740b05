"""The family of errors that reads raise: one line says what happened and what to do."""


class QueryError(Exception):
    """A read failed in a way that a person can act on."""

    is_expected = True


class Unavailable(QueryError):
    """No database answers for this workload."""


class NotPublished(QueryError):
    """The analytics schema has no data version yet: run `localpro refresh`."""


class QueryTimeout(QueryError):
    """A query ran longer than its time limit and was stopped."""


class InvalidFilter(QueryError):
    """A filter value cannot be used; the message names the value and what was used instead."""
