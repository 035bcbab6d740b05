"""Streamlit is set as the list says, whatever else is said."""

from pathlib import Path

import pytest
from streamlit import config

from dashboard.frame.hardening import HARDENED, harden

SOFT = {
    "server.enableXsrfProtection": False,
    "server.enableCORS": False,
    "server.enableStaticServing": True,
    "server.trustedUserHeaders": {"X-User": "email"},
    "server.maxUploadSize": 200,
    "server.enableAgentApi": True,
    "browser.gatherUsageStats": True,
    "client.showErrorDetails": "full",
    "client.toolbarMode": "developer",
    "global.developmentMode": True,
}


@pytest.fixture
def soft(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Streamlit that somebody has set the other way; it is forgotten afterwards."""
    monkeypatch.setattr(config, "_config_options", None)
    for name, value in SOFT.items():
        config.set_option(name, value)


@pytest.mark.usefixtures("soft")
def test_what_is_hardened_is_so_whatever_was_set() -> None:
    harden()
    assert {name: config.get_option(name) for name in HARDENED} == HARDENED


def test_what_matters_is_in_the_list() -> None:
    assert SOFT.keys() <= HARDENED.keys()
    assert HARDENED["server.enableXsrfProtection"] is True
    assert HARDENED["server.trustedUserHeaders"] == {}
    assert HARDENED["browser.gatherUsageStats"] is False
    assert HARDENED["client.showErrorDetails"] == "none"


def test_it_is_said_in_one_place() -> None:
    """The file of Streamlit holds how things look."""
    file = Path(__file__).parents[3] / "dashboard" / ".streamlit" / "config.toml"
    text = file.read_text("utf-8")
    assert not [name for name in HARDENED if f"\n{name.split('.')[1]} =" in text]
