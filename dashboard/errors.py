"""The family of errors that the dashboard raises: what happened and what to do."""


class DashboardError(Exception):
    """The dashboard cannot do what was asked. The message is shown without a traceback."""

    is_expected = True
