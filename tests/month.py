"""The document's first month, generated and published: what a new marketplace looks like."""

from datetime import date

from etl.embeddings import HashedNgrams
from etl.refresh.publish import publish
from etl.synthetic.load import load as load_rows
from etl.synthetic.marketplace import Recipe
from etl.synthetic.scales import SCALES
from tests.postgres import Database

UNTIL = date(2025, 11, 20)
"""The last day of the month: any day, always the same."""


def load(database: Database) -> None:
    """Fill an empty database with the month and publish it."""
    recipe = Recipe(SCALES["month1"], 1, UNTIL, HashedNgrams())
    with database.connect(autocommit=True) as connection:
        load_rows(connection, recipe, lambda _table, _rows: None)
    publish(database.owner_url)
