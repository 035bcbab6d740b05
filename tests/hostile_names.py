"""A marketplace whose every name is hostile: links, pictures, icons, formulas, tags."""

from etl.refresh.publish import publish
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_review,
    make_search,
    make_user,
)
from tests.postgres import Database

EVIL = "evil.test"
CATEGORY = f'<a href="http://{EVIL}/c">x</a>'
PROVIDER = (
    f"![p](http://{EVIL}/p.png) <a href=//{EVIL}>x</a> :material/home: :red[d] http://{EVIL}/n"
)
BUSINESS = f"[b](http://{EVIL}/b) www.{EVIL} a@{EVIL}"
PLACE = f"*{EVIL}* http://{EVIL}/d :material/home: :red[d]"
TERM = f"![t](http://{EVIL}/t.png) http://{EVIL}/s"
COMMENT = f"![r](http://{EVIL}/r.png) <img src=http://{EVIL}/i.png>"
JOB_ERROR = f"![e](http://{EVIL}/e.png) http://{EVIL}/j"
EXPRESSION = "@@=constructor"


def load(database: Database) -> None:
    """Write it and publish it: one district, two providers, one of them nowhere on the map."""
    with database.connect() as connection:
        category = make_category(connection, name=CATEGORY)
        customer = make_customer(connection)
        for name, place in ((PROVIDER, None), (EXPRESSION, (26.8467, 80.9462))):
            user = make_user(connection, role="PROVIDER", name=name)
            provider = make_provider(
                connection,
                category,
                user_id=user,
                business_name=BUSINESS,
                at=place,
                base_location={"city": PLACE},
            )
            for number in range(3):
                booking = make_booking(connection, customer, provider, status="COMPLETED")
                make_payment(connection, booking)
                if number == 0:
                    make_review(connection, booking, customer, provider, comment=COMMENT)
        for _ in range(30):
            make_search(connection, query=TERM, results_count=0)
        make_search(connection, created_at=ist("2025-03-03 12:00"))
        connection.execute(
            "INSERT INTO etl.runs (job, outcome, started_at, finished_at, error)"
            " VALUES ('archive', 'failed', now(), now(), %s)",
            (JOB_ERROR,),
        )
    publish(database.owner_url)
