"""The servers that an address names, and what they are called."""

import pytest

from queries.errors import Unavailable
from queries.servers.endpoints import endpoints

LOGIN = "postgresql://reader:p%40ss@"


def test_servers_are_asked_in_their_order_and_numbered_by_the_first_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOCALPRO_ANALYTICS_URL", f"{LOGIN}one:1,two:2,[::1]:3/db?sslmode=require")
    monkeypatch.setenv("LOCALPRO_REPORTING_URL", f"{LOGIN}two:2,four:4,[::1]:3/db")
    assert [(each.name, each.url) for each in endpoints("analytics")] == [
        ("replica 1", f"{LOGIN}one:1/db?sslmode=require"),
        ("replica 2", f"{LOGIN}two:2/db?sslmode=require"),
        ("primary", f"{LOGIN}[::1]:3/db?sslmode=require"),
    ]
    names = [each.name for each in endpoints("reporting")]
    assert names == ["replica 2", "replica four:4", "primary"]
    assert "p%40ss" not in repr(endpoints("analytics"))


def test_one_server_is_the_primary_for_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALPRO_ANALYTICS_URL", f"{LOGIN}one:1/db")
    monkeypatch.setenv("LOCALPRO_REPORTING_URL", "")
    assert endpoints("reporting") == endpoints("analytics")
    (only,) = endpoints("analytics")
    assert (only.name, only.url) == ("primary", f"{LOGIN}one:1/db")


def test_no_address_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queries.servers.endpoints.settings", lambda: NOTHING)
    with pytest.raises(Unavailable, match="localpro up"):
        endpoints("analytics")


class NOTHING:
    """Settings without a database."""

    analytics_url = reporting_url = None
