"""The small line of a key figure: a picture of our own, with words for those who do not see it."""

from collections.abc import Sequence

from dashboard.parts import theme

WIDTH, HEIGHT, PAD = 200, 40, 3
"""Of the picture, in its own units; it is drawn as wide as its card."""

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
    ' width="{width}" height="{height}" preserveAspectRatio="none">'
    '<path d="{area}" fill="{color}" fill-opacity="0.14"/>'
    '<path d="{line}" fill="none" stroke="{color}" stroke-width="1.75"'
    ' vector-effect="non-scaling-stroke" stroke-linejoin="round"/></svg>'
)


def picture(values: Sequence[float]) -> str:
    """Return values, oldest first, as an SVG from their least to their most; at least two."""
    low, high = min(values), max(values)
    height = HEIGHT - 2 * PAD
    step = WIDTH / (len(values) - 1)
    places = [
        f"{place * step:.1f} {PAD + height * (1 - _share(value, low, high)):.1f}"
        for place, value in enumerate(values)
    ]
    line = "M" + " L".join(places)
    return PICTURE.format(
        width=WIDTH,
        height=HEIGHT,
        area=f"{line} L{WIDTH} {HEIGHT} L0 {HEIGHT} Z",
        line=line,
        color=theme.first_color(),
    )


def _share(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) if high > low else 0.5
