"""A chart as the browser's Plotly reads it: plain lists and dictionaries.

Plotly's own figures check each value on its way in and copy it on its way out, which took most of
the time of a page. That what is drawn is what Plotly knows is tested, not checked on every click.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import plotly.io
from plotly.basedatatypes import BaseFigure

Trace = dict[str, Any]
"""What is drawn of some data, with its kind and its attributes."""


def trace(kind: str, **attributes: Any) -> Trace:
    """Return a trace of a kind; its attributes are plain values, nothing of numpy or pandas."""
    return {"type": kind, **attributes}


@dataclass(frozen=True)
class Drawing:
    """Traces, and how they are laid out; said later wins."""

    traces: list[Trace]
    layout: dict[str, Any] = field(default_factory=dict)

    def lay_out(self, **settings: Any) -> None:
        """Set attributes of the layout."""
        self.layout.update(settings)

    def x_axis(self, **settings: Any) -> None:
        """Set attributes of the horizontal axis."""
        self.layout.setdefault("xaxis", {}).update(settings)

    def y_axis(self, **settings: Any) -> None:
        """Set attributes of the vertical axis."""
        self.layout.setdefault("yaxis", {}).update(settings)

    @property
    def axes(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what is set of both axes."""
        return self.layout.setdefault("xaxis", {}), self.layout.setdefault("yaxis", {})


class Ready(BaseFigure):  # type: ignore[misc] # Plotly has no types
    """A figure of Plotly's for who asks for one: it hands out a drawing as it is."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing

    def to_dict(self) -> dict[str, Any]:
        """Return the traces and the layout, in the colours of the page."""
        known = self._drawing
        template = _template(plotly.io.templates.default)
        return {"data": known.traces, "layout": {"template": template, **known.layout}}


@cache
def _template(name: str) -> dict[str, Any]:
    plain: dict[str, Any] = plotly.io.templates[name].to_plotly_json()
    return plain
