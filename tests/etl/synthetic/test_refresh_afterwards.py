"""The load is silent row by row, and yet the next refresh knows that all has changed."""

from etl.refresh.publish import publish
from tests.etl.synthetic.conftest import SMALL, fill, recipe
from tests.postgres import Database


def test_a_version_after_the_load_counts_every_row(database: Database) -> None:
    publish(database.owner_url)  # of the empty marketplace: nothing is waiting any more
    fill(database, recipe())
    assert publish(database.owner_url, only_if_changed=True) is not None
    with database.connect() as connection:
        counted = connection.execute(
            "SELECT (SELECT sum(requested) FROM analytics.booking_funnel_daily),"
            " (SELECT sum(searches) FROM analytics.search_stats_daily),"
            " (SELECT count(*) FROM analytics.provider_directory),"
            " (SELECT sum(reviews) FROM analytics.provider_stats_daily)"
        ).fetchall()
        [(readable,)] = connection.execute(
            "SELECT count(*) FROM reviews WHERE is_published AND NOT is_flagged"
        ).fetchall()
    assert counted == [(SMALL.bookings, SMALL.searches, SMALL.providers, readable)]
