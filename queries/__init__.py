"""Every read that people's screens, exports and commands make of the analytics schema."""

from queries.allowed import Allowed, read_for
from queries.snapshot import Snapshot, read
from queries.source import Source

__all__ = ["Allowed", "Snapshot", "Source", "read", "read_for"]
