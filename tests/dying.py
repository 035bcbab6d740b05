"""Do what a command of `localpro` does, and die by SIGKILL as statement number N is about to be
sent.

`python -m tests.dying N WORDS…`; with 0 it lives, and its last word is how many statements there
were.
"""

import os
import signal
import sys
from typing import Any

import psycopg

from etl.cli import app


def main(deadly: int, words: list[str]) -> None:
    """Run a command with a psycopg that counts."""
    execute, sent = psycopg.Cursor.execute, 0

    def counted(cursor: psycopg.Cursor, *args: Any, **options: Any) -> psycopg.Cursor:
        nonlocal sent
        sent += 1
        if sent == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(cursor, *args, **options)

    psycopg.Cursor.execute = counted  # type: ignore[method-assign]
    app(words, standalone_mode=False)
    sys.stdout.write(f"{sent}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
