"""What a data version says about each of its objects."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ObjectState:
    """What one object held when it was published: rows, checksum, seconds it took."""

    name: str
    rows: int
    checksum: str
    seconds: float
    is_refreshed: bool = True
    """False when it was left as the version before had it, since nothing that it reads changed."""
