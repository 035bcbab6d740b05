"""`python -m queries.metrics.page` prints docs/metrics.md, the catalog as a page."""

from queries.catalog import GROUPS, Metric

INTRODUCTION = """\
# Metrics

Every number on the screens, declared once in `queries/metrics/`; this page is made from it by
`make docs`.

Rates are ratios of sums, never averages of ratios; an empty denominator is “no data”. Distinct
counts and percentiles are computed for the whole range, never added up over days. Days are business
days (Asia/Kolkata). Amounts are never summed across currencies.`localpro metrics
query` tells every number but those whose formula is more than an aggregation, by the dimensions of
its grain and, where other sources are named for them, by those. “Good” is the direction that is
good news.

Periods end with the business day of as-of, whatever days rows carry, and begin with the first day
that has data. That day is not over: it is shown, but a change is computed over the days before it.
Calendar weeks (from Monday), months, quarters and financial years, whole or to date, are compared
with the same days of the one before, any other period with as many days just before; by choice with
the same days of the month or the year before, with those 52 weeks earlier (each beside its
weekday), or with as many days from a chosen one. Where those lie before the first data, or are days
of the period itself, nothing is compared. A period that has a name (`queries/presets.py`) is a
rule: a link or a command that names it means other days tomorrow.

Of several districts distinct people are merged, never added up, and not told where one of the
districts has few; on maps, several categories or districts show what each of them shows.

A change is green or red only where chance does not explain it: a rate by a test of two proportions,
a count when the difference exceeds 1.96 times the square root of both together (of as many days),
an amount or an average by how it varies from day to day (Welch's test, at least ten days each).
Everything else is grey.
"""
COLUMNS = ("label", "name", "meaning", "formula", "unit", "good", "grain", "source")


def page() -> str:
    """Return the catalog as Markdown, one table per screen."""
    tables = [f"## {title}\n\n{_table(metrics)}\n" for title, metrics in GROUPS.items()]
    return "\n".join([INTRODUCTION, *tables])


def _table(metrics: tuple[Metric, ...]) -> str:
    head = [_row(COLUMNS), _row(["---"] * len(COLUMNS))]
    return "\n".join(head + [_row([getattr(m, column) for column in COLUMNS]) for m in metrics])


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201
