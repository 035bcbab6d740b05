"""What operators are told: is there something to show, and how do versions, jobs and pools stand?

Asked anew each time, with little patience: who watches is not to wait for what is down.
"""

import logging
from collections.abc import Iterator
from datetime import datetime

import pandas as pd
from pandas import DataFrame
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import text

from queries import pools
from queries.cache import results
from queries.errors import QueryError
from queries.frames import only_row
from queries.primary import transaction
from queries.servers.endpoints import WORKLOADS
from queries.servers.standing import each_endpoint
from queries.settings import settings
from queries.snapshot import Snapshot, read, read_at

log = logging.getLogger("localpro.queries")

PATIENCE = 3.0
"""Seconds that a statement may take that is asked for who watches."""


def unready() -> str | None:
    """Return why there is nothing to show; None where every workload has a data version, and the
    primary answers where it is asked who somebody is.
    """
    try:
        for workload in WORKLOADS:
            with read(workload, PATIENCE):
                pass
        if settings().access_url is not None:
            with transaction("looking whether it is there") as connection:
                connection.execute(text("SELECT 1"))
    except QueryError as error:
        return f"{type(error).__name__}: {error}"
    return None


class Operations(Collector):
    """Measures of what this process reads, taken when Prometheus asks. Raises nothing."""

    def collect(self) -> Iterator[Metric]:
        """Yield them: those of a server only where it answers."""
        yield from pools.measured()
        yield _gauge("cache_bytes", "Memory of results that were read before.", results.currsize)
        yield _gauge("cache_entries", "Results that were read before.", len(results))
        yield from _of_workloads()
        yield from _of_servers()


def _of_workloads() -> Iterator[Metric]:
    up = _by_workload("endpoint_up", "Whether a server answers for a workload.")
    versions = {
        "version": _by_workload("data_version", "The newest data version."),
        "published_at": _by_workload(
            "data_version_published_timestamp_seconds", "When it was published."
        ),
        "as_of": _by_workload("data_version_as_of_timestamp_seconds", "Its as-of."),
    }
    jobs: list[Metric] = []
    for workload in WORKLOADS:
        try:
            with read(workload, PATIENCE) as snapshot:
                for name, family in versions.items():
                    family.add_metric([workload], _number(getattr(snapshot, name)))
                jobs = jobs or [*_jobs(snapshot)]
            up.add_metric([workload], 1)
        except QueryError as error:
            log.warning("%s is not measured: %s", workload, error)
            up.add_metric([workload], 0)
    yield from (up, *versions.values(), *jobs)


def _of_servers() -> Iterator[Metric]:
    """Yield how each server stands, standbys as well, whatever is read from it."""
    up = _family("server_up", "Whether a server answers, and has a data version.", ["server"])
    versions = _family("server_data_version", "The newest data version there.", ["server"])
    calls, seconds = _statements()
    for endpoint in each_endpoint("analytics"):
        try:
            with read_at(endpoint, "analytics", PATIENCE) as snapshot:
                versions.add_metric([endpoint.name], snapshot.version)
                _count(snapshot, calls, seconds)
                yield from _archiving(snapshot)
            up.add_metric([endpoint.name], 1)
        except QueryError as error:
            log.warning("%s is not measured: %s", endpoint.name, error)
            up.add_metric([endpoint.name], 0)
    yield from (up, versions, calls, seconds)


def _jobs(snapshot: Snapshot) -> Iterator[Metric]:
    """Yield how each job stands by the ledger, backups among them."""
    jobs = snapshot.live_frame("data_jobs")
    for column, said in (
        ("succeeded_at", "success"),
        ("started_at", "start"),
        ("due_at", "due"),
    ):
        yield _of_jobs(jobs, f"job_{said}_timestamp_seconds", column)
    failing = _family("job_failing", "Whether the job failed, or is late.", ["job", "why"])
    for row in jobs.itertuples():
        for why in ("failed", "late"):
            failing.add_metric([str(row.job), why], float(str(row.alert) == why))
    yield failing


def _of_jobs(jobs: DataFrame, name: str, column: str) -> Metric:
    family = _family(name, f"{column} of a job, as the ledger has it.", ["job"])
    for job, moment in zip(jobs["job"], jobs[column], strict=True):
        if not pd.isna(moment):
            family.add_metric([str(job)], _number(moment))
    return family


def _archiving(snapshot: Snapshot) -> Iterator[Metric]:
    """Yield what the primary has archived of its WAL; of a replica nothing."""
    found = only_row(snapshot.live_frame("wal_archiving"))
    if found["is_replica"]:
        return
    for name, what in (("archived", "that were archived"), ("failed", "attempts that failed")):
        yield CounterMetricFamily(
            f"localpro_wal_files_{name}", f"Files of WAL: {what}.", value=found[f"{name}_count"]
        )
    if found["last_archived_time"] is not None:
        name = "wal_archived_timestamp_seconds"
        yield _gauge(name, "When the last one was archived.", _number(found["last_archived_time"]))


def _statements() -> tuple[CounterMetricFamily, CounterMetricFamily]:
    """Return what servers count of statements: calls and seconds."""
    labels = ["server", "role", "statement"]
    return (
        CounterMetricFamily("localpro_statement_calls", "Statements by name.", labels=labels),
        CounterMetricFamily(
            "localpro_statement_seconds", "What the server took for them.", labels=labels
        ),
    )


def _count(snapshot: Snapshot, calls: CounterMetricFamily, seconds: CounterMetricFamily) -> None:
    """Add what one server counts, where it does."""
    for row in snapshot.live_frame("statement_totals").itertuples():
        labels = [snapshot.server, str(row.role), str(row.statement)]
        calls.add_metric(labels, float(str(row.calls)))
        seconds.add_metric(labels, float(str(row.total_seconds)))


def _number(value: float | datetime) -> float:
    return value.timestamp() if isinstance(value, datetime) else float(value)


def _by_workload(name: str, said: str) -> GaugeMetricFamily:
    return _family(name, said, ["workload"])


def _family(name: str, said: str, labels: list[str]) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"localpro_{name}", said, labels=labels)


def _gauge(name: str, said: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"localpro_{name}", said, value=value)
