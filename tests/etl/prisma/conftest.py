"""An application with a Prisma 7 client, as `scripts/prisma` installs it."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import ROOT

APPLICATION = Path(__file__).parent / "application"
PACKAGES = ROOT / "var" / "prisma" / "node_modules"

Application = Callable[..., dict[str, Any]]


@pytest.fixture
def application(tmp_path: Path) -> Application:
    """`application(schema, url, prefix, location)`: generate a client of that schema, and let the
    program write through it; what it made is returned.
    """

    def _run(schema: Path, url: str, prefix: str, location: str) -> dict[str, Any]:
        place = tmp_path / schema.parent.name
        if not place.exists():
            _make(place, schema)
        written = _node(place, url, "write.mjs", prefix, LOCATION_COLUMN=location)
        made = json.loads(written)
        assert isinstance(made, dict)
        return made

    return _run


def _make(place: Path, schema: Path) -> None:
    place.mkdir()
    for name in ("package.json", "prisma.config.mjs", "write.mjs"):
        shutil.copy(APPLICATION / name, place)
    (place / "node_modules").symlink_to(PACKAGES)
    text = schema.read_text("utf-8")
    generated = text.replace('prisma-client-js"', 'prisma-client-js"\n  output = "./client"')
    (place / "schema.prisma").write_text(generated, "utf-8")
    for command in ("validate", "generate"):
        _node(place, "", "node_modules/prisma/build/index.js", command)


def _node(place: Path, url: str, *arguments: str, **more: str) -> str:
    """Return what the program prints. Neither command needs the engine, which is not downloaded."""
    environment = os.environ | more | {"PRISMA_SCHEMA_ENGINE_BINARY": "/bin/true"}
    if url:
        environment["DATABASE_URL"] = url
    done = subprocess.run(
        ["node", *arguments],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout
