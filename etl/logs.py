"""How a process logs: plain lines as each command has them, or one JSON object a line."""

import json
import logging
from datetime import UTC, datetime
from typing import Literal

from etl.environment import Environment, load

USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
"""What every record has; whatever else it carries is said under its name."""


class LogSettings(Environment):
    """What every command needs to know, whichever side it is of."""

    log_format: Literal["plain", "json"] = "plain"
    """How lines of the log are written; `json` has the ids of request, session and version."""


class AsJson(logging.Formatter):
    """One JSON object for each record: time, level, logger, message, and what it is about."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        said |= {name: value for name, value in vars(record).items() if name not in USUAL}
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps(said, default=str, ensure_ascii=False)


def set_up() -> None:
    """Let this process log as the settings say. Raises SettingsError."""
    if load(LogSettings).log_format == "plain":
        return
    handler = logging.StreamHandler()
    handler.setFormatter(AsJson())
    logging.basicConfig(handlers=[handler], level=logging.INFO)
