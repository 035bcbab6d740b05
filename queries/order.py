"""In which order a list is told, on the screen and in a file alike."""

from pandas import DataFrame

from queries.errors import InvalidQuestion

USUAL = ""
"""The order in which a list comes."""


def ordered(frame: DataFrame, by: str, last: str | None = None) -> DataFrame:
    """Return the rows by a column, the least first; by `-column`, the most first.

    Rows without a value come after those that have one, alike ones stay as they were, and those in
    which the column `last` holds are behind all. Raises InvalidQuestion without such a column.

    >>> frame = DataFrame({"name": ["a", "b", "c"], "rating": [4, None, 5]})
    >>> ordered(frame, "-rating")["name"].to_list(), ordered(frame, USUAL)["name"].to_list()
    (['c', 'a', 'b'], ['a', 'b', 'c'])
    """
    if by == USUAL:
        return frame
    if (column := by.removeprefix("-")) not in frame:
        raise InvalidQuestion(f"a list that has no {column!r} cannot be sorted by it")
    sorted_rows = frame.sort_values(
        column, ascending=not by.startswith("-"), kind="stable", na_position="last"
    )
    if last is None:
        return sorted_rows
    return sorted_rows.sort_values(last, kind="stable", key=lambda held: held.astype(bool))
