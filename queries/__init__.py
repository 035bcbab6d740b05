"""Every read that people's screens, exports and commands make of the analytics schema."""

from queries.again import Again
from queries.allowed import Allowed, read_for
from queries.snapshot import Snapshot, read
from queries.source import Source

__all__ = ["Again", "Allowed", "Snapshot", "Source", "read", "read_for"]
