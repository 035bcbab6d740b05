"""The document's first month, generated and published: what a new marketplace looks like."""

from etl.synthetic.scales import SCALES
from tests.marketplaces import fill
from tests.postgres import Database


def load(database: Database) -> None:
    """Fill an empty database with the month and publish it."""
    fill(database, SCALES["month1"])
