"""Promise: a refresh costs what changed, however much there is besides.

`python benchmarks/refresh.py [demo|month1|year1|year3|here]` publishes that marketplace in full,
and then changed days, one at a time: five ordinary ones, with as many searches as the days have on
average, and the last one, which has the most. Changed is a tenth of the day: so many searches come,
so many of its bookings are completed. Then it rewrites the five: of every search of the day it
changes whether it found anything, and with it nearly all rows of the day's rollups.

Prints the seconds of publish() as a whole and of every object in it, in full, of the ordinary and
of the rewritten day in the middle, and of the last day; and the ratios, beside the share of all
searches that the day has: no refresh of a day can be quicker than that.

Then it makes two histories of the same volume a day, one ten times as long as the other, changes
some days in both in turn, and prints the ratio of the medians.

`here` is the database that `localpro` uses in this folder. Data change there: measure on one that
you can do without.
"""

import time
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import median

import psycopg

from etl.refresh.publish import publish
from etl.refresh.versions import Version
from etl.synthetic.scales import Scale
from tests.marketplaces import UNTIL, asked_for, made

ADD_SEARCHES = """
    INSERT INTO search_logs (
        user_id, session_id, query, filters, location, results_count, clicked_provider_id,
        click_position, response_time, created_at
    )
    SELECT
        user_id, session_id, query, filters, location, results_count, clicked_provider_id,
        click_position, response_time, created_at
    FROM search_logs
    WHERE created_at >= etl.business_midnight(%(day)s)
        AND created_at < etl.business_midnight(%(day)s + 1) AND hashtext(id) %% 10 = 0
"""
REWRITE_SEARCHES = """
    UPDATE search_logs SET results_count = CASE results_count WHEN 0 THEN 1 ELSE 0 END
    WHERE created_at >= etl.business_midnight(%(day)s)
        AND created_at < etl.business_midnight(%(day)s + 1)
"""
CHANGE_BOOKINGS = """
    UPDATE bookings
    SET status = 'COMPLETED', completed_at = COALESCE(completed_at, created_at),
        final_price = COALESCE(final_price, quoted_price, 0) + 1
    WHERE created_at >= etl.business_midnight(%(day)s)
        AND created_at < etl.business_midnight(%(day)s + 1) AND hashtext(id) %% 10 = 0
"""
ORDINARY_DAYS = """
    SELECT day FROM rollup.search_days GROUP BY day
    ORDER BY abs(sum(searches) - (
        SELECT sum(searches) / count(DISTINCT day) FROM rollup.search_days
    )), day LIMIT 5
"""
LAST_DAY = "SELECT max(day) FROM rollup.search_days"
SHARE = """
    SELECT sum(searches) / NULLIF(sum(searches) FILTER (WHERE day = %(day)s), 0)
    FROM rollup.search_days
"""

SHORT, LONG = 40, 400
"""Days of the two histories."""

ROUNDS = 5


@dataclass(frozen=True)
class Timed:
    """A version, and the seconds that publishing it took, from the call to its return."""

    version: Version
    seconds: float
    day: object = None
    """The changed day, None for a full one."""


def main() -> None:
    """Measure on the marketplace that was asked for, then on the two histories."""
    with asked_for() as url:
        measure(url)
    with made(of_days(SHORT)) as short, made(of_days(LONG)) as long:
        measure_growth(short, long)


def of_days(days: int) -> Scale:
    """Return a history of so many days: the same people, and the same volume on every day."""
    return Scale(
        name=f"{days} days",
        days=days,
        reach=1.0,
        growth=1.0,
        users=2_000,
        providers=300,
        bookings=30 * days,
        reviews=15 * days,
        messages=200 * days,
        searches=500 * days,
        notifications=100 * days,
    )


def measure(url: str) -> None:
    """Print what a full refresh costs, and that of an ordinary, a rewritten and the last day."""
    publish(url)
    full = timed(url, full=True)
    days = column(url, ORDINARY_DAYS)
    ordinary = middle([timed_change(url, day, ADD_SEARCHES) for day in days])
    [newest] = column(url, LAST_DAY)
    last = timed_change(url, newest, ADD_SEARCHES)
    rewritten = middle([timed_change(url, day, REWRITE_SEARCHES) for day in days])
    all_timed = (full, ordinary, rewritten, last)
    print("Seconds of a full refresh, of an ordinary day, of a rewritten one, of the last day")
    for objects in zip(*(each.version.objects for each in all_timed), strict=True):
        print(f"  {objects[0].name:<24}", *(f"{each.seconds:>9.3f}" for each in objects))
    print(f"  {'publish()':<24}", *(f"{each.seconds:>9.3f}" for each in all_timed))
    for said, changed in (
        ("an ordinary day", ordinary),
        ("a rewritten day", rewritten),
        ("the last day", last),
    ):
        [share] = column(url, SHARE, day=changed.day)
        ratio = full.seconds / changed.seconds
        print(f"{said}: 1/{ratio:.0f} of a full refresh, with 1/{share:.0f} of all searches")


def measure_growth(short: str, long: str) -> None:
    """Print what the same change costs in a short and in a long history."""
    seconds: dict[str, list[float]] = {short: [], long: []}
    for ago in range(ROUNDS + 1):
        for url, found in seconds.items():
            found.append(timed_change(url, UNTIL - timedelta(days=ago), ADD_SEARCHES).seconds)
    # The first round fills the caches.
    before, after = (median(found[1:]) for found in seconds.values())
    print(
        f"a changed day in a history of {SHORT} days {before:.3f} s, of {LONG} days {after:.3f} s"
    )
    print(f"  ratio {after / before:.2f}")


def timed_change(url: str, day: object, change_searches: str) -> Timed:
    """Change a day and publish it."""
    with psycopg.connect(url) as connection:
        for change in (change_searches, CHANGE_BOOKINGS):
            connection.execute(change.encode(), {"day": day})
    return replace(timed(url, full=False), day=day)


def middle(changes: list[Timed]) -> Timed:
    """Return the one that took as long as half of them at least."""
    return sorted(changes, key=lambda change: change.seconds)[len(changes) // 2]


def timed(url: str, *, full: bool) -> Timed:
    """Publish."""
    started = time.monotonic()
    version = publish(url, full=full)
    assert version is not None
    return Timed(version, time.monotonic() - started)


def column(url: str, query: str, **params: object) -> list[object]:
    """Return the values of the one column that a query finds."""
    with psycopg.connect(url) as connection:
        return [value for (value,) in connection.execute(query.encode(), params)]


if __name__ == "__main__":
    main()
