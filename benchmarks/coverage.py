"""Promise: what the Coverage screen asks about a year takes seconds, and says the same.

`python benchmarks/coverage.py [demo|month1|year1|year3|here]` asks that marketplace every question
about searches from places twice: with the query of the product, which adds up places, and straight
over the searches by map cell as the owner reads them (`benchmarks/straight/`). Both must say the
same. Prints for 90 and 365 days, for all districts and for Lucknow, the rows, the seconds of both
and their ratio: the best of three rounds by place, one round straight.

`here` is the database that `localpro` uses in this folder, as it was published.
"""

import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection, create_engine, text

from queries import coverage
from queries.filters import Filters
from queries.grain import Grain
from queries.load import named, parse
from queries.steps import steps_of
from tests.marketplaces import asked_for

STRAIGHT = Path(__file__).with_name("straight")
DAYS = (90, 365)
DISTRICTS = (None, "Lucknow")
ROUNDS = 3


def measure(url: str) -> None:
    """Print the seconds of every question, asked both ways."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.connect() as connection:
        connection.execute(text((STRAIGHT / "searched_by_cell.sql").read_text("utf-8")))
        last = connection.execute(text("SELECT max(day) FROM analytics.search_stats_daily"))
        end: date = last.scalar_one()
        for days in DAYS:
            for district in DISTRICTS:
                filters = Filters(
                    end - timedelta(days=days - 1), end, district=(district,) if district else ()
                )
                print(f"{days} days, {district or 'all districts'}: by place, straight, ratio")
                compare(connection, filters)


def compare(connection: Connection, filters: Filters) -> None:
    """Ask every question both ways; the answers must be the same."""
    finest = coverage.FINEST_OF_DISTRICT if filters.district else coverage.FINEST_OF_STATE
    params = {
        **filters.params(*coverage.PLACES),
        **steps_of(filters, Grain.DAY).params(),
        "finest": finest,
        "most_cells": coverage.MOST_CELLS,
        "places": None,
    }
    for file in sorted(STRAIGHT.glob("coverage_*.sql")):
        ours, said = asked(connection, named(file.stem).sql, params, ROUNDS)
        straight, right = asked(connection, parse(file.stem, file.read_text("utf-8")).sql, params)
        assert said == right, file.stem
        ratio = straight / ours
        print(f"  {file.stem:<24}{len(said):>7,} rows {ours:>8.2f} {straight:>8.2f} {ratio:>6.1f}")


def asked(
    connection: Connection, query: str, params: dict[str, object], rounds: int = 1
) -> tuple[float, Sequence[object]]:
    """Return the seconds of the quickest round, and the rows."""
    seconds = []
    for _ in range(rounds):
        started = time.perf_counter()
        rows = connection.execute(text(query), params).fetchall()
        seconds.append(time.perf_counter() - started)
    return min(seconds), rows


if __name__ == "__main__":
    with asked_for() as marketplace:
        measure(marketplace)
