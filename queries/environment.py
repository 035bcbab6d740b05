"""Where settings come from, and one line about those that cannot be used; never with their value.

Variables of the environment come before `.env`, and `.env` before `cluster.env`, which the private
cluster writes into LOCALPRO_VAR_DIR. Both files and every relative path are looked for in the
checkout, wherever a command is called; where there is no checkout, in the current folder.

The two sides of the product share no code: `etl.environment` and `queries.environment` are the same
text but for their errors, and a test holds them to it.
"""

import re
from pathlib import Path
from typing import Annotated, Any, TypeVar
from zoneinfo import available_timezones

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as Unreadable

from queries.errors import SettingsError

CHECKOUT = Path(__file__).resolve().parent.parent
SCHEME = "postgresql"


class Environment(BaseSettings):
    """A set of settings that each come from a variable `LOCALPRO_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix="LOCALPRO_", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )


class _Place(Environment):
    var_dir: Path = Path("var")


Settings = TypeVar("Settings", bound=Environment)


def load(kind: type[Settings]) -> Settings:
    """Return the settings; raise SettingsError, which names the variable and not its value."""
    own = root() / ".env"
    try:
        var = root() / _Place(_env_file=own).var_dir  # type: ignore[call-arg]
        return kind(_env_file=(var / "cluster.env", own))  # type: ignore[call-arg]
    except ValidationError as error:
        reason = "; ".join(_said(each["loc"], each["msg"]) for each in error.errors())
    except Unreadable as error:
        found = re.search(r'field "(\w+)"', str(error))
        reason = _said((found[1] if found else "?",), "this is not JSON")
    except UnicodeDecodeError:
        reason = f"{own} is not UTF-8"
    raise SettingsError(reason)


def root() -> Path:
    """Return the folder that relative paths begin at."""
    return CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else Path.cwd()


def _said(place: tuple[Any, ...], message: str) -> str:
    name, *inside = (str(part) for part in place)
    within = f" ({', '.join(inside)})" if inside else ""
    reason = message.removeprefix("Value error, ")
    return f"LOCALPRO_{name.upper()}{within}: {reason[:1].lower()}{reason[1:]}"


def _database_url(given: object) -> object:
    """Return the URL in the one form that every driver reads; raise ValueError without it."""
    text = given.get_secret_value() if isinstance(given, SecretStr) else given
    if not isinstance(text, str):
        return given
    scheme, separator, rest = text.strip().partition("://")
    if not separator or scheme.partition("+")[0].lower() not in {"postgres", SCHEME}:
        raise ValueError("write it as postgresql://user:password@host:port/database")
    url = f"{SCHEME}://{rest}"
    if not _is_readable(url):
        raise ValueError(
            "this is not a URL of PostgreSQL; @ : / % # in a name or a password are written"
            " %40 %3A %2F %25 %23"
        )
    return url


def _is_readable(url: str) -> bool:
    """Return whether every driver reads the URL, and the same in it."""
    if re.search(r"@.*@|[/?#].*@|%(?![0-9A-Fa-f]{2})|%00", url.removeprefix(f"{SCHEME}://")):
        return False
    try:
        ports = str(conninfo_to_dict(url).get("port") or "5432").split(",")
    except ProgrammingError:
        return False
    return all(port.isdecimal() and 0 < int(port) < 65_536 for port in ports)


DatabaseUrl = Annotated[SecretStr, BeforeValidator(_database_url)]
"""`postgresql://user:password@host:port/database`; `postgres://` and a driver's name are read."""


def _time_zone(given: str) -> str:
    if given not in available_timezones():
        raise ValueError("there is no such time zone; write it as Asia/Kolkata")
    return given


TimeZone = Annotated[str, AfterValidator(_time_zone)]
"""A time zone by its name in the tz database."""
