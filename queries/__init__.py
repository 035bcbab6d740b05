"""Every read that people's screens, exports and commands make of the analytics schema."""

from queries.snapshot import Snapshot, read

__all__ = ["Snapshot", "read"]
