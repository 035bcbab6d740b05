"""A setting that cannot work is one line that names it, on both sides, and tells no secret."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url

import dashboard.settings
import etl.environment
import etl.settings
import queries.environment
import queries.settings
from etl.settings import unknown_names
from tests.postgres import ROOT, Database

SIDES = {
    "LOCALPRO_DATABASE_URL": etl.settings,
    "LOCALPRO_ANALYTICS_URL": queries.settings,
}
SECRET = "SECRET"


def error(module: ModuleType) -> str:
    """Return the line about settings that cannot be used."""
    with pytest.raises(Exception, match="LOCALPRO_") as raised:
        module.settings.__wrapped__()
    assert raised.value.is_expected  # type: ignore[attr-defined]
    assert raised.value.__context__ is None or raised.value.__suppress_context__
    return str(raised.value)


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout, and a process without settings."""
    for name in [name for name in os.environ if name.startswith("LOCALPRO_")]:
        monkeypatch.delenv(name)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / ".env.example").write_bytes((ROOT / ".env.example").read_bytes())
    for module in (etl.environment, queries.environment):
        monkeypatch.setattr(module, "CHECKOUT", tmp_path)
    return tmp_path


def test_both_sides_read_settings_in_the_same_way() -> None:
    own, other = (
        Path(str(module.__file__)).read_text() for module in (etl.environment, queries.environment)
    )
    assert own.replace("from etl.errors", "from queries.errors") == other


@pytest.mark.parametrize("name", SIDES)
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://a:SECRET%ZZPW@h/x",
        "postgresql://a:SECRET%00@h/x",
        "postgresql://a:SECRET%@h/x",
        "postgresql://a:SE@SECRET@h/x",
        "postgresql://a:12/SECRET@h/x",
        "postgresql://a:x?SECRET@h/x",
        "postgresql://a:SECRET@h:port/x",
        "postgresql://a:SECRET@h:70000/x",
        "postgresql://a:SECRET@h/x?nosuch=1",
        "host=h user=a password=SECRET",
        "mysql://a:SECRET@h/x",
        "SECRET",
    ],
)
def test_a_url_that_no_driver_reads_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, name: str, url: str
) -> None:
    monkeypatch.setenv(name, url)
    said = error(SIDES[name])
    assert said.startswith(f"{name}: ")
    assert SECRET not in said
    assert "\n" not in said


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_form_of_a_url_is_one_for_all_drivers(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    """The password is `@:/%#`, written as it must be in a URL."""
    monkeypatch.setenv("LOCALPRO_DATABASE_URL", f"{scheme}://a:%40%3A%2F%25%23@h:5433/x")
    url = etl.settings.settings.__wrapped__().require_database_url()
    assert conninfo_to_dict(url) == {
        "user": "a",
        "password": "@:/%#",
        "host": "h",
        "port": "5433",
        "dbname": "x",
    }
    parsed = make_url(url)
    assert (parsed.drivername, parsed.password, parsed.port) == ("postgresql", "@:/%#", 5433)


@pytest.mark.parametrize(
    ("module", "name", "value", "reason"),
    [
        (etl.settings, "SCHEDULES", "{bad", "not JSON"),
        (etl.settings, "SCHEDULES", "[]", "valid dictionary"),
        (etl.settings, "SCHEDULES", '{"refresh": 5}', r"\(refresh\): .*valid string"),
        (etl.settings, "TIMEZONE", "Asia/Nowhere", "no such time zone"),
        (queries.settings, "TIMEZONE", "../etc/passwd", "no such time zone"),
        (queries.settings, "QUERY_TIMEOUT_SECONDS", "-1", "greater than 0"),
        (queries.settings, "QUERY_TIMEOUT_SECONDS", "inf", "less than or equal"),
        (queries.settings, "QUERY_TIMEOUT_SECONDS", "nan", "less than or equal"),
        (queries.settings, "SLOW_QUERY_SECONDS", "soon", "valid number"),
        (queries.settings, "CONNECT_TIMEOUT_SECONDS", "0", "greater than or equal to 1"),
        (
            queries.settings,
            "REDIS_URL",
            f"https://a:{SECRET}@h",
            f"write it as redis://(?!.*{SECRET})",
        ),
        (
            queries.settings,
            "REDIS_URL",
            f"redis://a:{SECRET}@h:x/0",
            f"write it as redis://(?!.*{SECRET})",
        ),
        (
            queries.settings,
            "REDIS_URL",
            f"redis://:{SECRET}@h/zero",
            f"write it as redis://(?!.*{SECRET})",
        ),
        (dashboard.settings, "FILE_LIMIT", "5 per fortnight", "60 per 10 minutes"),
        (dashboard.settings, "SIGN_IN_LIMIT", "many", "60 per 10 minutes"),
        (queries.settings, "CACHE_MEGABYTES", "0", "greater than or equal to 1"),
        (dashboard.settings, "DASHBOARD_PORT", "abc", "valid integer"),
        (dashboard.settings, "DASHBOARD_PORT", "70000", "less than or equal to 65535"),
        (dashboard.settings, "AUTH", "everyone", "'none' or 'oidc'"),
        (dashboard.settings, "AUTH", "oidc", "also needs LOCALPRO_PUBLIC_URL, LOCALPRO_OIDC_META"),
        (dashboard.settings, "PUBLIC_URL", "example.org", "write it as https://host"),
        (dashboard.settings, "PUBLIC_URL", "http://example.org", "use https"),
        (dashboard.settings, "PUBLIC_URL", "https://a:b@example.org", "write it as"),
        (dashboard.settings, "PUBLIC_URL", "https://example.org/?a=b", "without"),
        (dashboard.settings, "OIDC_METADATA_URL", "http://issuer.test/", "use https"),
        (dashboard.settings, "COOKIE_SECRET", "hunter2", "at least 32 items(?!.*hunter2)"),
        (dashboard.settings, "SESSION_HOURS", "0", "greater than or equal to 1"),
    ],
)
def test_a_value_that_cannot_work_is_named(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, value: str, reason: str
) -> None:
    monkeypatch.setenv(f"LOCALPRO_{name}", value)
    said = error(module)
    assert said.startswith(f"LOCALPRO_{name}")
    with pytest.raises(Exception, match=reason):
        module.settings.__wrapped__()
    assert "\n" not in said


OIDC = {
    "AUTH": "oidc",
    "PUBLIC_URL": "HTTPS://Analytics.Example.org:443/Numbers/",
    "OIDC_METADATA_URL": "http://127.0.0.1:9400/.well-known/openid-configuration",
    "OIDC_CLIENT_ID": "localpro",
    "OIDC_CLIENT_SECRET": f"{SECRET} of the client",
    "COOKIE_SECRET": f"{SECRET} of the cookies, long enough",
}


def test_what_sign_in_needs_is_said_as_browsers_say_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in OIDC.items():
        monkeypatch.setenv(f"LOCALPRO_{name}", value)
    found = dashboard.settings.settings.__wrapped__()
    assert found.public_url == "https://analytics.example.org/Numbers"
    assert SECRET not in repr(found)


def test_a_public_dashboard_without_sign_in_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALPRO_PUBLIC_URL", "https://example.org")
    assert error(dashboard.settings).startswith("LOCALPRO_AUTH: a dashboard with a LOCALPRO_PUBLIC")


@pytest.mark.parametrize("module", [etl.settings, queries.settings, dashboard.settings])
def test_an_empty_setting_is_none(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
    kind = type(module.settings.__wrapped__())
    for name in kind.model_fields:
        monkeypatch.setenv(f"LOCALPRO_{name.upper()}", "")
    assert module.settings.__wrapped__() == kind(_env_file=None)


def test_the_files_are_found_from_any_folder(
    checkout: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LOCALPRO_VAR_DIR is beside the checkout, as `.env` says."""
    elsewhere = checkout.parent / f"{checkout.name}-elsewhere"
    elsewhere.mkdir()
    (elsewhere / "cluster.env").write_text(
        "LOCALPRO_DATABASE_URL=postgresql://a:b@h/x\nLOCALPRO_ANALYTICS_URL=postgresql://r:b@h/x\n"
    )
    (checkout / ".env").write_text(f"LOCALPRO_VAR_DIR=../{elsewhere.name}\n")
    monkeypatch.chdir(tmp_path_factory.mktemp("other"))
    own = etl.settings.settings.__wrapped__()
    assert own.require_database_url() == "postgresql://a:b@h/x"
    assert own.var_dir.resolve() == elsewhere
    assert own.archive_url == str(checkout / "var" / "archive")
    url = queries.settings.settings.__wrapped__().analytics_url
    assert url is not None
    assert url.get_secret_value() == "postgresql://r:b@h/x"
    monkeypatch.setenv("LOCALPRO_VAR_DIR", "nowhere")
    assert etl.settings.settings.__wrapped__().database_url is None


def test_a_name_that_nobody_reads_is_told_with_the_nearest(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCALPRO_DATABSE_URL", SECRET)
    monkeypatch.setenv("LOCALPRO_TIMEZONE", "Asia/Kolkata")
    (checkout / ".env").write_text(f"LOCALPRO_CACHE_MEGABYTE={SECRET}\nOTHER=1\n")
    assert list(unknown_names()) == [
        "there is no setting LOCALPRO_CACHE_MEGABYTE; did you mean LOCALPRO_CACHE_MEGABYTES?",
        "there is no setting LOCALPRO_DATABSE_URL; did you mean LOCALPRO_DATABASE_URL?",
    ]


Told = Callable[..., str]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """`told(command, **settings)`: the one line that a command ends with, called from elsewhere."""

    def _told(*command: str, **values: str) -> str:
        result = subprocess.run(
            [sys.executable, "-m", "etl.cli", *command],
            env={f"LOCALPRO_{name}": value for name, value in values.items()}
            | {"PATH": os.environ["PATH"]},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 1
        assert result.stderr.startswith("localpro: ")
        assert result.stderr.count("\n") == 1, result.stderr
        assert SECRET not in result.stdout + result.stderr
        return result.stderr

    return _told


@pytest.mark.slow
def test_commands_say_which_setting_cannot_be_used(told: Told) -> None:
    assert "LOCALPRO_DATABASE_URL" in told("refresh", DATABASE_URL="postgresql://a:SECRET%ZZ@h/x")
    assert "LOCALPRO_SCHEDULES" in told("schedule", "--once", SCHEDULES="{bad")
    assert "LOCALPRO_DASHBOARD_PORT" in told("dashboard", DASHBOARD_PORT="abc")
    assert "LOCALPRO_ANALYTICS_URL" in told("dashboard", ANALYTICS_URL="postgresql://a:SECRET%@h/x")


@pytest.mark.parametrize("command", ["refresh", "seed", "migrate"])
def test_a_reader_is_told_that_it_may_not_write(
    told: Told, database: Database, command: str
) -> None:
    said = told(command, DATABASE_URL=database.reader_url)
    assert "localpro_reader" in said
    assert "LOCALPRO_DATABASE_URL" in said
