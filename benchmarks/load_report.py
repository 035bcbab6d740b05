"""What a load was like, minute by minute: what `benchmarks/load.py` found, and how it is told."""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from benchmarks.viewers import LIVE, Click, Session
from benchmarks.writer import Written

MINUTE = 60
WARM_UP = 0.3
"""The share of the time after which nothing more should grow."""

AFTER_KILL = 20.0
"""Seconds after a replica was killed in which clicks tell what that cost."""

MOST_TOLD = 20
"""Kinds of errors that are printed."""


@dataclass(frozen=True)
class Sample:
    """What the server of the dashboard had taken at a moment."""

    at: float
    megabytes: float
    processor: float
    """Seconds, since it was started."""


@dataclass(frozen=True)
class Version:
    """A data version, as its page says of when it is."""

    number: int
    as_of: datetime
    published_at: datetime
    said: str


@dataclass(frozen=True)
class Refresh:
    """One run of `localpro refresh`."""

    seconds: float
    trouble: str = ""


@dataclass
class Load:
    """All that was seen; moments are of `time.monotonic`."""

    began: float
    ended: float = 0.0
    people: list[Session] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    refreshes: list[Refresh] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    """Seconds by which this process, which is all viewers, was late."""

    killed: str = ""
    killed_at: float = 0.0
    written: Written = field(default_factory=Written)

    @property
    def clicks(self) -> list[Click]:
        """All clicks, in the order in which they were made."""
        clicks = (click for person in self.people for click in person.clicks)
        return sorted(clicks, key=lambda click: click.began)


def judge(load: Load) -> None:
    """Add to the errors of clicks that they showed what nobody published, less than what the same
    person had seen before, or nothing of their data.
    """
    known = spans(load.versions)
    for person in load.people:
        newest = 0
        for click in person.clicks:
            newest = _judged(click, known, newest)


def spans(versions: Iterable[Version]) -> dict[str, tuple[int, int]]:
    """Return the versions that are of when a page says, to the minute: the first and the last."""
    found: dict[str, tuple[int, int]] = {}
    for version in sorted(versions, key=lambda each: each.number):
        first, _ = found.get(version.said, (version.number, 0))
        found[version.said] = (first, version.number)
    return found


def _judged(click: Click, known: Mapping[str, tuple[int, int]], newest: int) -> int:
    """Judge one click; return the newest version that was surely seen by then."""
    if not click.as_of:
        if click.page != LIVE and not click.errors:
            click.errors.append("a page that says nothing of its data")
        return newest
    if click.as_of not in known:
        click.errors.append(f"data as of {click.as_of}, which nobody published")
        return newest
    first, last = (click.version, click.version) if click.version else known[click.as_of]
    if last < newest:
        click.errors.append(f"version {last} at most, after version {newest}")
    return max(newest, first)


def growth(samples: Sequence[Sample]) -> tuple[float, float]:
    """Return by how many MB memory grew between the first and the last sample, and by how many in a
    minute as a line through all of them has it.
    """
    if len(samples) < 2:
        return 0.0, 0.0
    minutes = [sample.at / MINUTE for sample in samples]
    line = statistics.linear_regression(minutes, [sample.megabytes for sample in samples])
    return samples[-1].megabytes - samples[0].megabytes, line.slope


def percentile(values: Sequence[float], number: int) -> float:
    """Return a percentile; of a single value that, of none 0."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[number - 1]


def tell(load: Load) -> int:
    """Print it all; return how many errors there were."""
    judge(load)
    _by_minute(load)
    _in_all(load)
    _memory(load)
    _data(load)
    if load.killed:
        _kill(load)
    print(f"writer          {load.written}")
    return _errors(load)


def _by_minute(load: Load) -> None:
    print(
        "minute  clicks  errors    p50    p95    p99  worst, s    memory, MB  processor  read from"
    )
    for before, sample in zip(load.samples, load.samples[1:], strict=False):
        clicks = [each for each in load.clicks if before.at <= each.began < sample.at]
        busy = (sample.processor - before.processor) / (sample.at - before.at)
        servers = Counter(each.server for each in clicks if each.server)
        print(
            f"{(sample.at - load.began) / MINUTE:6.1f}{len(clicks):8}"
            f"{sum(len(each.errors) for each in clicks):8}{_quantiles(clicks)}"
            f"{sample.megabytes:14.0f}{busy:11.2f}  "
            + ", ".join(f"{server} {count}" for server, count in sorted(servers.items()))
        )


def _quantiles(clicks: Sequence[Click]) -> str:
    taken = [each.seconds for each in clicks]
    each = [*(percentile(taken, number) for number in (50, 95, 99)), max(taken, default=0.0)]
    return "".join(f"{value:7.2f}" for value in each) + "   "


def _in_all(load: Load) -> None:
    """Print what a click took after the warm-up, which page is the slow one, and what measured."""
    warm = load.began + WARM_UP * (load.ended - load.began)
    late = [each for each in load.clicks if each.began >= warm]
    print(f"after warm-up   {len(late)} clicks, p50, p95, p99, worst:{_quantiles(late)}s")
    for page in sorted({each.page for each in late}):
        of_page = [each for each in late if each.page == page]
        print(
            f"  {page or 'overview':14}{len(of_page):6} clicks             {_quantiles(of_page)}s"
        )
    spent = load.samples[-1].processor - load.samples[0].processor
    print(
        f"server          {spent / max(len(load.clicks), 1):.3f} s of the processor a click;"
        f" who clicked was late by {percentile(load.lags, 95) * 1000:.0f} ms (p95),"
        f" {max(load.lags, default=0.0) * 1000:.0f} ms at most"
    )


def _memory(load: Load) -> None:
    warm = load.began + WARM_UP * (load.ended - load.began)
    late = [each for each in load.samples if each.at >= warm] or load.samples[-1:]
    grown, slope = growth(late)
    print(
        f"memory          {load.samples[0].megabytes:.0f} MB at first,"
        f" {late[0].megabytes:.0f} MB after warm-up, {late[-1].megabytes:.0f} MB at last:"
        f" {grown:+.0f} MB, {slope:+.1f} MB a minute"
    )


def _data(load: Load) -> None:
    """Print what refreshes took, how old the data became, and which versions were seen."""
    seconds = [each.seconds for each in load.refreshes]
    ages = [
        (later.published_at - earlier.as_of).total_seconds()
        for earlier, later in zip(load.versions, load.versions[1:], strict=False)
    ]
    print(f"refreshes       {len(seconds)}: {' '.join(f'{each:.1f}' for each in seconds)} s")
    print(f"age of the data {max(ages, default=0.0):.0f} s at most, when the next was published")
    exact = {each.version for each in load.clicks if each.version}
    seen = {each.as_of for each in load.clicks if each.as_of}
    print(
        f"versions        {load.versions[0].number} to {load.versions[-1].number}, of"
        f" {len({each.said for each in load.versions})} minutes; pages were of {len(seen)} of them,"
        f" those of the Data screen of {len(exact)} versions"
    )


def _kill(load: Load) -> None:
    """Print how long reads needed to move from a replica that was killed, and what that cost."""
    after = [each for each in load.clicks if each.began >= load.killed_at]
    elsewhere = [each for each in after if each.server not in ("", load.killed)]
    soon = [each for each in after if each.began < load.killed_at + AFTER_KILL]
    if elsewhere:
        first = min(elsewhere, key=lambda each: each.ended)
        said = f"{first.ended - load.killed_at:.2f} s later {first.server} had answered a page"
    else:
        said = "nobody else answered any more"
    print(
        f"killed          {load.killed} {(load.killed_at - load.began) / MINUTE:.1f} minutes after"
        f" the beginning; {said}; in {AFTER_KILL:.0f} s {len(soon)} clicks, the slowest"
        f" {max((each.seconds for each in soon), default=0.0):.2f} s,"
        f" errors {sum(len(each.errors) for each in soon)}"
    )


def _errors(load: Load) -> int:
    """Print what went wrong, the most frequent first; return how often."""
    found = [error for person in load.people for error in person.errors]
    found += [f"refresh: {each.trouble}" for each in load.refreshes if each.trouble]
    found += [f"writer: {each}" for each in load.written.errors]
    print(f"errors          {len(found)}")
    for error, count in Counter(found).most_common(MOST_TOLD):
        print(f"  {count:6} × {error[:300]}")
    return len(found)
