"""Tables that say the same on the screen and in the downloaded file."""

from collections.abc import Mapping
from typing import cast

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.typing import DataframeState

from dashboard import format
from dashboard.columns import Column
from queries.export import to_csv

ROW_PIXELS, MOST_ROWS_IN_SIGHT = 35, 12
MOST_ROWS = 2_000
"""Rows of a table: to write a number out takes about 0.1 ms, so more would be slow."""


def table(
    frame: pd.DataFrame,
    *,
    key: str,
    columns: Mapping[str, Column],
    alt: str,
    select: bool = False,
) -> int | None:
    """Show the named columns of a frame, in that order, and a button that downloads the same.

    Of a longer frame the first MOST_ROWS are shown, and said to be; the file has them all.
    Returns the position of the chosen row when `select` lets people choose one, else None.
    """
    shown = labelled(frame, columns)
    state = st.dataframe(
        _written(shown.head(MOST_ROWS), columns),
        hide_index=True,
        key=key,
        alt=alt,
        column_config={column.label: column.config for column in columns.values()},
        placeholder=format.NO_DATA,
        height=(min(len(shown), MOST_ROWS_IN_SIGHT) + 1) * ROW_PIXELS + 3,
        on_select="rerun" if select else "ignore",
        selection_mode="single-row",
    )
    if len(shown) > MOST_ROWS:
        rows_in_all = format.count(len(shown))
        st.caption(f"The first {format.count(MOST_ROWS)} of {rows_in_all} rows; the file has all.")
    download(shown, key)
    rows = cast(DataframeState, state).selection.rows if select else []
    return rows[0] if rows else None


def download(frame: pd.DataFrame, name: str) -> None:
    """Show a button that downloads the whole frame as CSV, made when it is clicked."""
    st.download_button(
        f"Download CSV ({format.plural(len(frame), 'row')})",
        data=lambda: to_csv(frame),
        file_name=f"localpro-{name.replace('_', '-')}.csv",
        mime="text/csv",
        key=f"{name}_csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def labelled(frame: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Return the named columns under the labels that the screen and the file both show."""
    labels = {name: column.label for name, column in columns.items()}
    if len(set(labels.values())) != len(labels):
        raise ValueError(f"two columns have the same label: {list(labels.values())}")
    return frame[list(columns)].rename(columns=labels).reset_index(drop=True)


def _written(shown: pd.DataFrame, columns: Mapping[str, Column]) -> Styler:
    """Return the frame with every number written out; Streamlit still sorts by the number."""
    return shown.style.format({column.label: column.write for column in columns.values()})
