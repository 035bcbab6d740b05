"""The colours of the two themes, as `.streamlit/config.toml` sets them."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

CONFIG = Path(__file__).parents[1] / ".streamlit" / "config.toml"
INK, PAPER = "#0f1615", "#ffffff"


def is_dark() -> bool:
    """Return whether the person looks at the dark theme."""
    return st.context.theme.type == "dark"


def sequential_colors() -> list[str]:
    """Return ten colours from least to most."""
    return list(_shown()["chartSequentialColors"])


def first_color() -> str:
    """Return the first colour of charts."""
    return str(_shown()["chartCategoricalColors"][0])


def quiet_color() -> str:
    """Return the colour of text beside the data, as axes have: quiet, but readable."""
    return str(_shown()["grayTextColor"])


def on_first_color() -> str:
    """Return the colour of text that is readable on the first colour of charts."""
    return INK if is_dark() else PAPER


def _shown() -> dict[str, Any]:
    shown: dict[str, Any] = _settings()["dark" if is_dark() else "light"]
    return shown


@cache
def _settings() -> dict[str, Any]:
    theme: dict[str, Any] = tomllib.loads(CONFIG.read_text())["theme"]
    return theme
