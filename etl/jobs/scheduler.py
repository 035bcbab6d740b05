"""The scheduler: looks after every job until it is told to stop."""

import logging
import signal
from collections.abc import Sequence
from threading import Event, Thread

from etl.cluster.watchdog import end_long_reads
from etl.jobs.due import register, run_if_due
from etl.jobs.schedule import Job

log = logging.getLogger(__name__)

LOOK_EVERY = 10
"""Seconds between two looks at whether a job is due, here or left over by another scheduler."""

WATCH_EVERY = 60
"""Seconds between two looks at what readers have left running."""

STOP = (signal.SIGINT, signal.SIGTERM)


def serve(jobs: Sequence[Job], url: str | None = None) -> None:
    """Run the jobs whenever they are due, each in a thread of its own.

    Returns after SIGINT or SIGTERM, when the jobs that were running have ended.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
    register(jobs, url)
    stop = Event()
    # one look at a time: a job that takes long is not looked at meanwhile
    threads = [Thread(target=look_after, args=(job, stop, url), name=job.name) for job in jobs]
    threads.append(Thread(target=watch, args=(stop, url), name="watchdog"))
    for thread in threads:
        thread.start()
    log.info("looking after %s", ", ".join(job.name for job in jobs))
    signal.sigwait(STOP)
    log.info("stopping, when the jobs that run have ended")
    stop.set()
    for thread in threads:
        thread.join()


def look_after(job: Job, stop: Event, url: str | None = None) -> None:
    """Run the job whenever it is due, until told to stop.

    The pause is measured by a clock that nobody can set: one that is set back delays no look.
    """
    while not stop.wait(LOOK_EVERY):
        attend(job, url)


def watch(stop: Event, url: str | None = None) -> None:
    """End what readers have left running for too long, until told to stop."""
    while not stop.wait(WATCH_EVERY):
        guard(url)


def guard(url: str | None = None) -> None:
    """End what readers have left running for too long; a failure is logged, and tried again."""
    try:
        end_long_reads(url)
    except Exception as error:
        log.error("watchdog: %s: %s", type(error).__name__, error)


def run_due(jobs: Sequence[Job], url: str | None = None) -> bool:
    """Run every job that is due, one after the other; return whether none failed."""
    register(jobs, url)
    guard(url)
    outcomes = [attend(job, url) for job in jobs]
    return all(outcomes)


def attend(job: Job, url: str | None = None) -> bool:
    """Run the job if it is due, and log how it went; return False when it failed."""
    try:
        if run_if_due(job, url):
            log.info("%s: done", job.name)
    except Exception as error:
        # the ledger has it too; a scheduler outlives every failure of a job
        log.error("%s: failed: %s: %s", job.name, type(error).__name__, error)
        return False
    return True
