"""Columns as they are written: ids digit by digit."""

import numpy as np
import pytest

from etl.synthetic.columns import ids


def test_ids_have_the_prefix_and_all_digits() -> None:
    serials = np.array([0, 7, 42, 9_999_999])
    assert ids("bkg_", serials).to_pylist() == [f"bkg_{serial:07}" for serial in serials]
    assert ids("", np.array([3, 59]), 2).to_pylist() == ["03", "59"]
    assert ids("srl_", np.array([30_000_000]), 8).to_pylist() == ["srl_30000000"]
    assert ids("c", np.array([], dtype=np.int64)).to_pylist() == []


def test_a_serial_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="10000000 does not fit into bkg_0000000"):
        ids("bkg_", np.array([1, 10_000_000]))
