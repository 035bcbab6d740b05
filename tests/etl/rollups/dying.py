"""Publish as `localpro refresh` does, and die by SIGKILL as statement number N is about to be sent.

`python -m tests.etl.rollups.dying N`; with 0 it lives, and prints how many statements there were.
"""

import os
import signal
import sys
from typing import Any

import psycopg

from etl.refresh.publish import publish


def main(deadly: int) -> None:
    """Publish with a psycopg that counts."""
    execute, sent = psycopg.Cursor.execute, 0

    def counted(cursor: psycopg.Cursor, *args: Any, **options: Any) -> psycopg.Cursor:
        nonlocal sent
        sent += 1
        if sent == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(cursor, *args, **options)

    psycopg.Cursor.execute = counted  # type: ignore[method-assign]
    publish()
    sys.stdout.write(f"{sent}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
