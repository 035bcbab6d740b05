"""Load the document's first month, and die by SIGKILL as soon as a table or a step is reached.

`python -m tests.etl.synthetic.dying TABLE_OR_STEP`
"""

import os
import signal
import sys

from etl.db import connect
from etl.synthetic.load import load
from etl.synthetic.scales import SCALES
from tests.etl.synthetic.conftest import recipe


def main(deadly: str) -> None:
    """Load into the configured database."""

    def watch(reached: str, _rows: int) -> None:
        if reached == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    with connect(autocommit=True, application_name="localpro generate") as connection:
        load(connection, recipe(SCALES["month1"]), watch)


if __name__ == "__main__":
    main(sys.argv[1])
