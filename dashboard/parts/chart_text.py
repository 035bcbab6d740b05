"""Text in charts: Plotly reads tags such as `<a href>` and `<br>` in it, wherever it stands."""

from collections.abc import Iterable
from typing import Any

from dashboard.parts.drawing import Drawing

TEXTS = ("name", "text", "hovertext", "customdata", "labels", "x", "y")
"""Attributes of a trace whose strings are data; templates are ours."""

AXIS_TEXTS = ("ticktext", "categoryarray")


def literal(figure: Drawing) -> None:
    """Make every text of the figure's data be drawn as it is."""
    for trace in figure.traces:
        _rewrite(trace, TEXTS)
    for axis in figure.axes:
        _rewrite(axis, AXIS_TEXTS)


def literal_text(value: Any) -> Any:
    """Return text with what Plotly would read as a tag or an entity written out, and lists of such
    texts; anything else is returned as it is.

    >>> literal_text("<b>A&B</b>"), literal_text(["<a>", [1, None]])
    ('&lt;b&gt;A&amp;B&lt;/b&gt;', ['&lt;a&gt;', [1, None]])
    """
    if isinstance(value, str):
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if isinstance(value, list | tuple):
        return [literal_text(each) for each in value]
    return value


def _rewrite(part: dict[str, Any], attributes: Iterable[str]) -> None:
    for attribute in attributes:
        if attribute in part:
            part[attribute] = literal_text(part[attribute])
