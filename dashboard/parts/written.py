"""Tables with every value written out: Streamlit shows the text, and still sorts by the value.

It asks a pandas Styler for the texts. Pandas' own makes HTML of every cell to find them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from pandas import DataFrame, Series
from pandas.io.formats.style import Styler

from dashboard.parts import format
from dashboard.parts.columns import Column


def texts(frame: DataFrame, shown: DataFrame, columns: Mapping[str, Column]) -> list[list[str]]:
    """Return the values of what is shown of a frame written out, column by column."""
    return [
        _texts(column, shown[column.label], frame.get(column.currency_in))
        for column in columns.values()
    ]


def written(shown: DataFrame, texts: Sequence[Sequence[str]]) -> Styler:
    """Return a frame that shows these texts, column by column, for its values."""
    cells = [
        {"id": f"row{row}_col{place}", "display_value": text}
        for place, column in enumerate(texts)
        for row, text in enumerate(column)
    ]
    styler = Styler(shown)
    # What Streamlit calls of it: to no effect, and for the cells. It takes no class of our own.
    vars(styler).update(_compute=lambda: styler, _translate=lambda *_: {"body": [cells]})
    return styler


def _texts(column: Column, values: "Series[Any]", currencies: Iterable[str] | None) -> list[str]:
    if currencies is not None and column.currency_in is not None:
        pairs = zip(values, currencies, strict=True)
        return [format.money(amount, currency=str(currency)) for amount, currency in pairs]
    write: Callable[[Any], str] = column.write or _plain
    return [write(value) for value in values]


def _plain(value: object) -> str:
    """Return a value that nobody writes otherwise, as pandas does."""
    return f"{value:.6f}" if isinstance(value, float) and not pd.isna(value) else str(value)
