"""Files held to what the screen shows, and to what the application's tables come to."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd
from pandas import DataFrame

from dashboard.parts import names
from queries import Snapshot
from queries.errors import QueryError
from queries.export.asked import Export, Listing
from queries.export.listings import asked
from queries.filters import Filters
from queries.metrics.question import Question, Where
from queries.periods import Period
from queries.rows_behind import has_rows, page, rows_of
from tests.dashboard.walks.oracle import ELSEWHERE, GROUPS, OF_THE_WHOLE, OVER_TIME, Oracle, Told
from tests.queries.export.made import cells, lines, made, same

Row = dict[str, Any]


def assert_is_the_table(source: Snapshot, export: Export, shown: DataFrame) -> None:
    """Hold a file to the rows that a table shows, which are all, or a page of them."""
    making, content = made(source, replace(export, raw=True).asked)
    header, *filed = lines(content)
    assert making.is_whole
    assert len(filed) == making.rows
    labels = [label.strip() for label in shown]
    assert [each.partition(" (")[0] for each in header] == [
        each.partition(" (")[0] for each in labels
    ]
    table = [*cells(shown.map(_plain))]
    starts = [at for at in range(0, max(len(filed), 1), 50) if _agree(filed[at:], table)]
    assert starts or not table, "the file has other rows than the table"


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.removesuffix(names.MARK)
    return None if hasattr(value, "__len__") or isinstance(value, pd.Timestamp) else value


def _agree(filed: list[list[str]], table: list[list[str]]) -> bool:
    """Return whether a file goes on with the rows of a table; pictures and moments apart."""
    if len(filed) < len(table):
        return False
    return all(
        not right or _says(cell, right)
        for row, cells in zip(filed, table, strict=False)
        for cell, right in zip(row, cells, strict=True)
    )


def _are_close(one: Decimal | None, other: Decimal | None) -> bool:
    """Return whether two numbers are one, to twelve digits: ratios have no end."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= Decimal("1e-12") * max(1, abs(one))


def _says(cell: str, right: str) -> bool:
    try:
        return _are_close(Decimal(cell), Decimal(right))
    except ArithmeticError:
        return same(_unguarded(cell), right)


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:2] in {"'=", "'+", "'-", "'@"} else cell


def assert_is_right(right: Oracle, source: Snapshot, export: Export) -> set[str]:
    """Count anew what a file holds; return its list where that can be done here."""
    listing = export.asked
    assert isinstance(listing, Listing)
    name = listing.listing
    if name == "coverage.by_district":
        _assert_demand(right, listing, _filed(source, export), "district")
    if name in ELSEWHERE:
        return set()
    assert listing.filters is not None
    values = _filed(source, export)
    if name in OF_THE_WHOLE:
        _assert_whole(right, listing, values)
    elif name in OVER_TIME:
        _assert_steps(right, listing, values)
    else:
        _assert_groups(right, source, listing, values)
    return {name}


def _filed(source: Snapshot, export: Export) -> list[Row]:
    """Return the rows of a file by the names of its columns."""
    assert isinstance(export.asked, Listing)
    _, *filed = lines(made(source, export.asked)[1])
    columns = [column.name for column in export.asked.columns]
    return [dict(zip(columns, row, strict=True)) for row in filed]


def _assert_values(filed: Row, wanted: Row, ending: str = "") -> None:
    for name, value in wanted.items():
        cell = filed.get(f"{name}{ending}")
        if cell is not None:
            found = Decimal(cell) if cell else None
            right = None if value is None else Decimal(str(value))
            assert _are_close(found, right), f"{name}{ending} is {found}, not {right}"


def _assert_whole(right: Oracle, listing: Listing, values: list[Row]) -> None:
    told, filters = OF_THE_WHOLE[listing.listing], listing.filters
    assert filters is not None
    for row in values:
        name, number = [*row.values()][:2]
        name = _named(listing, name)
        [wanted] = right.groups(told, filters, filters.period, (name,)).values()
        assert Decimal(number) == wanted[name], name


def _named(listing: Listing, word: str) -> str:
    """Return the name of a metric that a file calls by a word."""
    words = {said: name for name, said in listing.columns[0].words.items()}
    return words.get(word, word)


def _assert_steps(right: Oracle, listing: Listing, values: list[Row]) -> None:
    told, filters = OVER_TIME[listing.listing], listing.filters
    assert filters is not None
    days = filters.start
    for row in values:
        step = Period(*(date.fromisoformat(row[one]) for one in ("first_day", "last_day")))
        assert step.start == days, "steps follow each other"
        days = step.end + timedelta(days=1)
        names = _countable(right, listing, told, row)
        for wanted in right.groups(told, filters, step, names).values():
            _assert_values(row, wanted)
    assert days == filters.end + timedelta(days=1)


def _countable(right: Oracle, listing: Listing, told: Told, row: Row) -> tuple[str, ...]:
    assert listing.filters is not None
    of = {name.removesuffix("_before").removesuffix("_now") for name in row}
    return tuple(name for name in sorted(of) if right.can(told, name, listing.filters))


def _assert_groups(right: Oracle, source: Snapshot, listing: Listing, values: list[Row]) -> None:
    told, filters = GROUPS[listing.listing], listing.filters
    assert filters is not None
    if not values:
        return
    is_compared = listing.listing.startswith("overview.") or "_now" in " ".join(values[0])
    sides = filters.comparison
    now = sides.now.period if sides and is_compared else filters.period
    names = _countable(right, listing, told, values[0])
    if not names:
        return
    wanted = right.groups(told, filters, now, names)
    before = right.groups(told, filters, sides.before.period, names) if sides else {}
    zero = {name: right.zero[name] for name in names}
    keys = _keys(source, listing, told.by)
    for key, row in zip(keys, values, strict=True):
        _assert_values(row, zero | wanted.get(key, {}), "_now" if "change" in row else "")
        _assert_values(row, zero | before.get(key, {}), "_before")
    if listing.listing not in {"providers.found", "providers.risen", "providers.fallen"}:
        is_one = listing.listing == "revenue.in_other_currencies"
        missing = {key for key, each in wanted.items() if any(each.values())} - {*keys}
        assert missing <= ({(filters.currency,)} if is_one else set())
    if listing.listing == "coverage.by_sub_category":
        _assert_demand(right, listing, values, "sub_category", [key[1] for key in keys])


def _keys(source: Snapshot, listing: Listing, by: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Return what each row of a list is about, as ids."""
    frame = asked(listing, source)
    called = {"category": "category_id", "sub_category": "key", "provider": "provider_id"}
    columns = ["key" if by == ("category",) else called.get(name, name) for name in by]
    records = frame[columns].astype(object).where(frame[columns].notna(), None)
    return [tuple(row) for row in records.itertuples(index=False)]


def _assert_demand(
    right: Oracle,
    listing: Listing,
    values: list[Row],
    of: str,
    keys: list[Any] | None = None,
) -> None:
    assert listing.filters is not None
    for place, row in enumerate(values):
        key = keys[place] if keys else row[of]
        if key is not None:
            assert int(row["demand"]) == right.demand(listing.filters, **{of: key}), key


def assert_rows_come_to_their_numbers(
    source: Snapshot, numbers: Iterable[str], filters: Filters, kept: Where
) -> None:
    """Hold the rows that a panel offers to their number, and their file to them."""
    for name in numbers:
        question = Question((name,), filters.period, where=kept, amounts_in=filters.currency)
        try:
            if not has_rows(question, name):
                continue
        except QueryError:
            continue
        rows = rows_of(question, name)
        shown = page(source, rows, 1, 1_000)
        assert shown.is_exact, name
        header, *filed = lines(made(source, rows)[1])
        assert header == [*shown.rows.columns]
        assert [row[0] for row in filed] == [*shown.rows.iloc[:, 0]], name
