"""Both themes can be read by everyone: WCAG AA contrast, and as many colours as charts need."""

import tomllib
from typing import Any

import pytest

from dashboard.frame.hardening import HARDENED
from dashboard.parts.theme import CONFIG, INK, PAPER

SETTINGS: dict[str, Any] = tomllib.loads(CONFIG.read_text())
THEMES = ("light", "dark")
TEXT, GRAPHICS = 4.5, 3.0


def luminance(color: str) -> float:
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_the_one_of_the_standard() -> None:
    # WCAG: black on white is 21; #767676 is the lightest grey that is AA on white.
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "name",
    ["textColor", "linkColor", "primaryColor", "grayTextColor", "greenTextColor", "redTextColor"],
)
def test_text_can_be_read_on_both_backgrounds(theme: str, name: str) -> None:
    colors = SETTINGS["theme"][theme]
    assert contrast(colors[name], colors["backgroundColor"]) >= TEXT
    if name != "primaryColor":
        assert contrast(colors[name], colors["secondaryBackgroundColor"]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_chart_colours_stand_out_and_there_are_ten(theme: str) -> None:
    colors = SETTINGS["theme"][theme]
    palette = colors["chartCategoricalColors"]
    assert len(set(palette)) == 10
    assert len(colors["chartSequentialColors"]) == len(colors["chartDivergingColors"]) == 10
    assert min(contrast(color, colors["backgroundColor"]) for color in palette) >= GRAPHICS


def test_what_is_written_on_bars_can_be_read() -> None:
    for theme, text in (("light", PAPER), ("dark", INK)):
        assert contrast(text, SETTINGS["theme"][theme]["chartCategoricalColors"][0]) >= TEXT


def test_nothing_is_sent_or_loaded_from_elsewhere() -> None:
    assert HARDENED["browser.gatherUsageStats"] is False
    assert HARDENED["client.disableDataExport"] is True
    assert "http" not in CONFIG.read_text()
