"""Every read that people's screens, exports and commands make of the analytics schema."""

from queries.snapshot import Snapshot, read
from queries.source import Source

__all__ = ["Snapshot", "Source", "read"]
