"""Marketplaces to measure on: generated in a database of their own, or the one that is here."""

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from etl.embeddings import HashedNgrams
from etl.refresh.publish import publish
from etl.settings import settings
from etl.synthetic.load import load
from etl.synthetic.marketplace import Recipe
from etl.synthetic.scales import SCALES, Scale
from tests import postgres
from tests.postgres import Database, TestCluster

UNTIL = date(2025, 11, 20)
"""The last day of their history: any day, always the same."""
HERE = "here"


@contextmanager
def asked_for(default: Scale = SCALES["demo"], *, durable: bool = False) -> Iterator[str]:
    """Yield the owner's URL of what the command line names.

    That is a scale, or `here`: the database that `localpro` uses in this folder.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("scale", nargs="?", choices=[*SCALES, HERE])
    scale = parser.parse_args().scale
    if scale == HERE:
        yield settings().require_database_url()
    else:
        with made(SCALES.get(scale, default), durable=durable) as url:
            yield url


@contextmanager
def made(scale: Scale, *, durable: bool = False) -> Iterator[str]:
    """Generate a marketplace, publish it, and drop it afterwards; yield its owner's URL.

    Where it is not `durable`, nothing waits for the disk.
    """
    with postgres.durable() if durable else _started() as cluster:
        database = cluster.migrated()
        try:
            fill(database, scale)
            yield database.owner_url
        finally:
            cluster.drop(database)


def fill(database: Database, scale: Scale) -> None:
    """Generate a marketplace in an empty database, and publish it."""
    with database.connect(autocommit=True) as connection:
        load(connection, Recipe(scale, 1, UNTIL, HashedNgrams()))
    publish(database.owner_url)


def seconds(work: Callable[[], object]) -> float:
    """Return how long the work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@contextmanager
def _started() -> Iterator[TestCluster]:
    with postgres.in_use():
        yield postgres.start()
