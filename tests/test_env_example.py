"""`.env.example` is the one list of settings: every one is there, with its default."""

from enum import Enum
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from dashboard.settings import DashboardSettings
from etl.logs import LogSettings
from etl.settings import EtlSettings
from queries.settings import QuerySettings

EXAMPLE = Path(__file__).resolve().parent.parent / ".env.example"
SIDES: tuple[type[BaseSettings], ...] = (EtlSettings, LogSettings, QuerySettings, DashboardSettings)


def _listed() -> dict[str, str]:
    lines = (line.removeprefix("#") for line in EXAMPLE.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if line.startswith("LOCALPRO_"))


def _defaults(side: type[BaseSettings]) -> dict[str, object]:
    fields = side.model_fields.items()
    return {f"LOCALPRO_{name.upper()}": field.default for name, field in fields}


@pytest.mark.parametrize("side", SIDES)
def test_every_setting_is_listed_with_its_default(side: type[BaseSettings]) -> None:
    listed = _listed()
    for name, default in _defaults(side).items():
        assert name in listed
        if isinstance(default, float):
            assert float(listed[name]) == default
        else:
            shown = default.value if isinstance(default, Enum) else default
            assert listed[name] == ("" if shown is None else str(shown))


def test_nothing_else_is_listed() -> None:
    assert set(_listed()) == {name for side in SIDES for name in _defaults(side)}
