"""Make a synthetic marketplace in the configured database and say how it goes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from etl.db import connect
from etl.errors import LoadError
from etl.ledger import in_ledger
from etl.settings import settings
from etl.synthetic.load import STEPS, Watch, is_empty, load
from etl.synthetic.marketplace import Recipe


def generate(recipe: Recipe, *, if_empty: bool = False, url: str | None = None) -> dict[str, int]:
    """Fill the database and return the rows per table (none when `if_empty` and it is not).

    Raises LoadError when the marketplace holds data, BusyError when another load, or a refresh, is
    running.
    """
    console = Console(soft_wrap=True, highlight=False)
    with connect(url, autocommit=True, application_name="localpro generate") as connection:
        if if_empty and not is_empty(connection):
            console.print("The marketplace holds data already: nothing to generate.")
            return {}
        began = time.monotonic()
        arguments = {
            "scale": recipe.scale.name,
            "seed": recipe.seed,
            "until": f"{recipe.until}",
            "currencies": recipe.currencies,
            "odd": recipe.odd,
        }
        with in_ledger("generate", arguments, url) as run, _progress(console, recipe) as watch:
            counts = load(connection, recipe, watch)
            run.row_count = sum(counts.values())
    console.print(
        f"Generated {sum(counts.values()):,} rows ({recipe.scale.name}, seed {recipe.seed},"
        f" until {recipe.until}) in {time.monotonic() - began:.1f} s."
    )
    return counts


EARLIEST = date(2004, 1, 1)
"""Three years before it, the longest history begins after the first day that is plausible."""


def finished_day(until: date | None) -> date:
    """Return the day, or yesterday for None; raises LoadError for one not over yet or too early."""
    yesterday = datetime.now(ZoneInfo(settings().timezone)).date() - timedelta(days=1)
    if until is not None and until > yesterday:
        raise LoadError(f"{until} is not over yet: --until must be {yesterday} or earlier")
    if until is not None and until < EARLIEST:
        raise LoadError(f"{until} is too early: --until must be {EARLIEST} or later")
    return until or yesterday


@contextmanager
def _progress(console: Console, recipe: Recipe) -> Iterator[Watch]:
    """A bar on a terminal; elsewhere a line for each tenth of the rows and for each later step."""
    expected = recipe.scale.expected_rows
    if not console.is_terminal:
        yield _lines(console, expected)
        return
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task("users", total=expected)
        yield lambda table, rows: progress.update(task, advance=rows, description=table)


def _lines(console: Console, expected: int) -> Watch:
    done = said = 0

    def watch(table: str, rows: int) -> None:
        nonlocal done, said
        done += rows
        if done * 10 // expected > said or table in STEPS:
            said = done * 10 // expected
            console.print(f"  {done:>12,} rows  {table}")

    return watch
