"""From numpy arrays to the columns that COPY sends: ids, moments, rupees, text and JSON."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.synthetic.calendar import NEVER
from etl.synthetic.scales import BATCH
from etl.synthetic.streams import Ints, Mask

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Rows = tuple[str, pa.Table]
"""The name of a table and some of its rows."""


def batches(total: int, size: int = BATCH) -> Iterator[tuple[int, int]]:
    """Yield the bounds (from, to excluded) of batches that together are `total` rows."""
    for low in range(0, total, size):
        yield low, min(low + size, total)


def column(values: object) -> pa.Array:
    """Return the values as an Arrow column, whatever they are."""
    return values if isinstance(values, pa.Array) else pa.array(values)


def text(*parts: object) -> pa.Array:
    """Return strings joined from columns and constants; numbers are written out."""
    return pc.binary_join_element_wise(
        *(part if isinstance(part, str) else column(part).cast(pa.string()) for part in parts), ""
    )


def ids(prefix: str, serials: Ints, width: int = 7) -> pa.Array:
    """Return readable ids such as `bkg_0000012`, written digit by digit for all rows at once.

    Raises ValueError for a serial of more digits: every id of a kind is equally long.
    """
    if serials.max(initial=0) >= 10**width:
        raise ValueError(f"{serials.max()} does not fit into {prefix}{'0' * width}")
    rest, size = serials.astype(np.uint32), len(prefix) + width
    letters = np.empty((len(serials), size), dtype=np.uint8)
    letters[:, : len(prefix)] = np.frombuffer(prefix.encode(), dtype=np.uint8)
    for place in range(size - 1, len(prefix) - 1, -1):
        rest, digit = np.divmod(rest, 10)
        letters[:, place] = digit + ord("0")
    ends = np.arange(0, (len(serials) + 1) * size, size, dtype=np.int32)
    return pa.StringArray.from_buffers(len(serials), pa.py_buffer(ends), pa.py_buffer(letters))


def pick(words: tuple[str, ...] | list[str] | pa.Array, index: Ints) -> pa.Array:
    """Return the words at these indexes."""
    return column(words).take(pa.array(index))


def several(owners: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Return each owner as often as it counts, and the place (0, 1, ...) of each time."""
    owner = np.repeat(owners, counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    return owner, np.arange(len(owner)) - first


def one_of(groups: Sequence[Sequence[str]], group: Ints, chance: Ints) -> pa.Array:
    """Return one word of each row's group, chosen by a random number."""
    sizes = np.array([len(words) for words in groups])
    begin = np.cumsum(sizes) - sizes
    words = [word for group_words in groups for word in group_words]
    return pick(words, begin[group] + chance % sizes[group])


def moments(values: Ints, kept: Mask | None = None) -> pa.Array:
    """Return time stamps; NULL where the moment is NEVER or not kept."""
    missing = values == NEVER if kept is None else (values == NEVER) | ~kept
    return pa.array(values, mask=missing).cast(pa.timestamp("us", tz="UTC"))


def moment(when: datetime) -> int:
    """Return one aware time as a moment."""
    return (when - EPOCH) // timedelta(microseconds=1)


def rupees(paise: Ints, kept: Mask | None = None) -> pa.Array:
    """Return exact amounts in rupees; NULL where not kept."""
    whole = pa.array(paise, mask=None if kept is None else ~kept).cast(pa.decimal128(19, 0))
    return pc.multiply(whole, pa.scalar(Decimal("0.01")))


def where(kept: Mask, values: object) -> pa.Array:
    """Return the column (or constant), NULL where not kept."""
    chosen = pa.scalar(values) if isinstance(values, str) else column(values)
    return pc.if_else(pa.array(kept), chosen, pa.scalar(None, chosen.type))


def either(condition: Mask, yes: object, no: object) -> pa.Array:
    """Return `yes` where the condition holds and `no` elsewhere."""
    return pc.if_else(pa.array(condition), yes, no)


def place_json(lat: object, lng: object, *more: object) -> pa.Array:
    """Return `{"lat": ..., "lng": ...}`; `more` follows inside the braces, comma first."""
    return text('{"lat":', lat, ',"lng":', lng, *more, "}")


def jitter(rng: np.random.Generator, degrees: object, spread: float) -> np.ndarray:
    """Return coordinates moved a little, to five decimals (a metre)."""
    centre = np.asarray(degrees)
    return np.round(centre + rng.normal(0, spread, len(centre)), 5)
