"""However large the marketplace, only a batch of it is in memory at a time."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa

from etl.synthetic import marketplace
from etl.synthetic.places import Places
from etl.synthetic.scales import BATCH, SCALES, Scale
from tests.etl.synthetic.conftest import SMALL, recipe


def most_bytes(where: Places, scale: Scale) -> int:
    """Return the most memory that columns, NumPy's or Arrow's, took after any batch."""
    before = pa.total_allocated_bytes()
    tracemalloc.start()
    try:
        return max(
            pa.total_allocated_bytes() - before + tracemalloc.get_traced_memory()[0]
            for _table, _rows in marketplace.stream(recipe(scale), where)
        )
    finally:
        tracemalloc.stop()


def test_rows_come_as_they_are_made(where: Places) -> None:
    stream = marketplace.stream(recipe(), where)
    assert isinstance(stream, Iterator)
    assert next(stream)[0] == "users"


def test_no_batch_is_much_larger_than_the_limit(where: Places) -> None:
    sizes = [len(rows) for _, rows in marketplace.stream(recipe(SCALES["demo"]), where)]
    assert max(sizes) <= 1.2 * BATCH
    assert sum(sizes) > 15 * BATCH


def test_memory_does_not_grow_with_the_number_of_events(where: Places) -> None:
    # 40 times the rows of the three largest tables: the batches stay as large, there are more.
    large = replace(SMALL, searches=240_000, notifications=360_000, messages=160_000)
    assert most_bytes(where, large) < 40_000_000
    # Together these rows take well over 150 MB.
    whole = sum(rows.nbytes for _, rows in marketplace.stream(recipe(large), where))
    assert whole > 150_000_000
