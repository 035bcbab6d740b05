"""SQL lives in files beside the code that runs it, one statement each."""

from pathlib import Path
from typing import LiteralString


def statement(module: str, name: str) -> LiteralString:
    """Return what `<name>.sql` holds, in the folder of the module whose `__file__` is given."""
    return (Path(module).parent / f"{name}.sql").read_text(encoding="utf-8")
