"""Adopts a marketplace: looks at it, copies it, follows it, compares, and takes it over."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import psycopg
from psycopg import sql

from etl.adopt import capture, carry, verify
from etl.adopt.check import Report, check
from etl.adopt.plan import Plan, make
from etl.adopt.verify import Compared
from etl.db import Lock, connect, exclusive
from etl.errors import AdoptError, SettingsError
from etl.ledger import in_ledger
from etl.partitions.patience import patiently
from etl.reputation.recalc import recalc
from etl.schema.revision import require_newest
from etl.settings import settings

FEW = 1000
"""Changes that are left for the moment in which nobody may write."""

OnBatch = Callable[[str, int], None]


@dataclass(frozen=True)
class Sides:
    """The marketplace that is there, our database, and what becomes of what."""

    source: psycopg.Connection
    target: psycopg.Connection
    plan: Plan


@contextmanager
def both_sides() -> Iterator[Sides]:
    """Yield both; raise SettingsError without an address, LocalProError without an answer."""
    given = settings().adopt_url
    if given is None:
        raise SettingsError("set LOCALPRO_ADOPT_URL: the database of the marketplace that is there")
    with (
        connect(
            given.get_secret_value(), autocommit=True, application_name="localpro adopt"
        ) as source,
        connect(application_name="localpro adopt") as target,
    ):
        require_newest(target)
        plan = make(source, target, settings().adopt_schema)
        target.commit()
        yield Sides(source, target, plan)


def look() -> list[Report]:
    """Return what differs and what would be done, table by table; nothing is written."""
    with both_sides() as sides, carry.snapshot(sides.source):
        return check(sides.source, sides.target, sides.plan)


def adopt(on_batch: OnBatch = lambda _table, _rows: None) -> list[Compared]:
    """Copy what is not here yet and what changed, compare all of it, and return what was compared.

    The marketplace goes on meanwhile. Raises AdoptError when it cannot be adopted as it is, when
    this database holds another one, or when a table is not here as it is there.
    """
    with (
        in_ledger("adopt", {}) as run,
        both_sides() as sides,
        exclusive(sides.target, Lock.LOAD),
    ):
        _require_open(sides)
        _begin(sides)
        run.row_count = _carry_all(sides, on_batch)
        return _compared(sides)


def finish(
    *, leave: bool = False, on_batch: OnBatch = lambda _table, _rows: None
) -> list[Compared]:
    """Adopt what is left, then let nobody write there any more: this database is the marketplace.

    Writers are kept out while the last changes come; then they are refused for good. With `leave`,
    tables and columns that have no place here stay behind. Raises what `adopt` raises.
    """
    with in_ledger("adopt", {"finish": True}), both_sides() as sides:
        if not leave:
            _require_nothing_left(sides.plan)
        with exclusive(sides.target, Lock.LOAD):
            _require_open(sides)
            _begin(sides)
            _carry_all(sides, on_batch)
            compared = _compared(sides)
            patiently(sides.source, "take over the marketplace", partial(_take_over, sides))
            sides.target.execute("UPDATE etl.adopted_tables SET finished_at = now()")
            sides.target.commit()
    recalc(counters=True)
    return compared


def let_go() -> None:
    """Take from the marketplace what it was given: it is followed no more, and may be written."""
    with both_sides() as sides:
        capture.end(sides.source)


def _begin(sides: Sides) -> None:
    """Look before the first row comes, then let the marketplace note its changes."""
    if not carry.progress(sides.target):
        _require_empty(sides)
        with carry.snapshot(sides.source):
            reports = check(sides.source, sides.target, sides.plan)
        wrong = [f"{each.table} {problem}" for each in reports for problem in each.problems]
        if wrong:
            raise AdoptError(
                f"the marketplace cannot be adopted as it is: {wrong[0]}"
                f" ({len(wrong)} problems: `localpro adopt --check`)"
            )
    elif not capture.has_begun(sides.source):
        raise AdoptError(
            "the marketplace no longer notes its changes, so those since then are unknown:"
            " adopt it into an empty database"
        )
    sides.target.commit()
    capture.begin(sides.source, sides.plan)


def _require_empty(sides: Sides) -> None:
    for pair in sides.plan.pairs:
        query = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(pair.ours)
        if pair.table not in verify.WRITTEN_HERE and sides.target.execute(query).fetchone() != (
            False,
        ):
            raise AdoptError(f"this database holds a marketplace already: {pair.table} has rows")


def _require_open(sides: Sides) -> None:
    row = sides.target.execute(
        "SELECT bool_or(finished_at IS NOT NULL) FROM etl.adopted_tables"
    ).fetchone()
    if row and row[0]:
        raise AdoptError("the marketplace was taken over: it is written here alone")


def _require_nothing_left(plan: Plan) -> None:
    left = [
        *plan.extra,
        *(f"{pair.table}.{each.column}" for pair in plan.pairs for each in pair.left),
    ]
    if left:
        raise AdoptError(
            f"the product has no place for {', '.join(left)}: the application must do without,"
            " or keep them where they are (`--leave`)"
        )


def _carry_all(sides: Sides, on_batch: OnBatch) -> int:
    carried = 0
    while batch := carry.copy_batch(sides.source, sides.target, sides.plan, carry.BATCH):
        on_batch(*batch)
        carried += batch[1]
    while (changes := carry.follow(sides.source, sides.target, sides.plan)) > FEW:
        on_batch("changes", changes)
        carried += changes
    return carried


def _compared(sides: Sides) -> list[Compared]:
    compared = list(verify.compare(sides.source, sides.target, sides.plan))
    if unlike := [each.table for each in compared if not each.is_equal]:
        raise AdoptError(
            f"{', '.join(unlike)}: what is here is not what is there. Did anybody else write here?"
            " Adopt it into an empty database"
        )
    return compared


def _take_over(sides: Sides) -> None:
    """Let writers wait, carry the last changes, and refuse writers; all or nothing."""
    tables = sql.SQL(", ").join(pair.found for pair in sides.plan.pairs)
    with carry.snapshot(sides.source):
        # Before anything is read: what is read then is all there will be.
        sides.source.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(tables))
        seen = carry.carry_changes(sides.source, sides.target, sides.plan)
        sides.target.commit()
        carry.forget(sides.source, seen)
        capture.refuse_writers(sides.source, sides.plan.pairs)
