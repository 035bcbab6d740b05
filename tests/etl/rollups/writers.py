"""Random writers: what any application might do to the sources of the rollups, on any day."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import psycopg
from psycopg import sql

from tests.etl.rollups.chances import DAYS, PLACES, maybe, moment, pick
from tests.etl.rollups.provider_writers import (
    AREAS,
    add_provider,
    change_account,
    change_owner,
    change_provider,
    change_rules,
    circle,
    delete_provider,
    move_provider,
    rename_category,
    rescore_provider,
)
from tests.etl.rollups.service_writers import (
    SERVICES,
    add_sub_category,
    change_service,
    change_sub_category,
    delete_sub_category,
    move_sub_category,
    offer,
    rename_sub_category,
)
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_review,
    make_search,
    make_status_change,
    make_sub_category,
)

STATUSES = ("PENDING", "CONFIRMED", "IN_PROGRESS", "COMPLETED", "CANCELLED", "DISPUTED")
PAYMENT_STATUSES = ("PENDING", "COMPLETED", "FAILED", "REFUNDED", "PARTIALLY_REFUNDED")
Write = Callable[[psycopg.Connection, Random], object]


REFUSED = (psycopg.OperationalError, psycopg.IntegrityError)
"""How a database refuses what a writer may try: locks, keys, checks. Anything else is our fault."""


def populate(connection: psycopg.Connection) -> None:
    """Insert what the writers write about: providers in two categories, who all have the same four
    sub-categories in their lists, and customers.
    """
    categories = [make_category(connection) for _ in range(2)]
    offered = [
        make_sub_category(connection, category, name=name, description="Leak repair, doors")
        for category in categories
        for name in ("Pipes", "Wiring")
    ]
    for number in range(4):
        make_provider(
            connection,
            categories[number % 2],
            service_areas=[circle(AREAS[number])],
            sub_category_ids=offered,
        )
        make_customer(connection)
    for day in range(0, DAYS + 7, 7):
        make_search(connection, created_at=ist("2025-01-01 12:00") + timedelta(days=day))


def add_booking(connection: psycopg.Connection, chance: Random) -> None:
    make_booking(
        connection,
        pick(connection, chance, "customer_profiles"),
        pick(connection, chance, "provider_profiles"),
        service_type=chance.choice(SERVICES),
        created_at=moment(chance),
        confirmed_at=maybe(chance),
        completed_at=maybe(chance),
        cancelled_at=maybe(chance),
        status=chance.choice(STATUSES),
        currency=chance.choice(["INR", "USD"]),
        final_price=chance.choice([None, 100, "99.50"]),
        provider_response_time=chance.choice([None, 60]),
    )


def change_booking(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "UPDATE bookings SET created_at = %s, confirmed_at = %s, completed_at = %s, currency = %s,"
        " provider_id = %s, status = %s WHERE id = %s",
        (
            moment(chance),
            maybe(chance),
            maybe(chance),
            chance.choice(["INR", "USD"]),
            pick(connection, chance, "provider_profiles"),
            chance.choice(STATUSES),
            pick(connection, chance, "bookings"),
        ),
    )


def progress_booking(connection: psycopg.Connection, chance: Random) -> None:
    """Change one moment of a booking, whose provider and currency stay."""
    changed = chance.choice(["confirmed_at", "completed_at", "cancelled_at"])
    connection.execute(
        sql.SQL("UPDATE bookings SET {} = %s, status = %s WHERE id = %s").format(
            sql.Identifier(changed)
        ),
        (maybe(chance), chance.choice(STATUSES), pick(connection, chance, "bookings")),
    )


def rename_booking(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "UPDATE bookings SET id = uuid_generate_v4()::text WHERE id = %s",
        (pick(connection, chance, "bookings"),),
    )


def delete_booking(connection: psycopg.Connection, chance: Random) -> None:
    booking = pick(connection, chance, "bookings")
    for table, column in (
        ("payments", "booking_id"),
        ("reviews", "booking_id"),
        ("bookings", "id"),
    ):
        connection.execute(
            sql.SQL("DELETE FROM {} WHERE {} = %s").format(
                sql.Identifier(table), sql.Identifier(column)
            ),
            (booking,),
        )


def add_payment(connection: psycopg.Connection, chance: Random) -> None:
    make_payment(
        connection,
        pick(connection, chance, "bookings"),
        created_at=moment(chance),
        paid_at=maybe(chance),
        refunded_at=maybe(chance),
        amount=chance.choice(["10.00", "0.01"]),
        refund_amount=chance.choice([None, "5.00"]),
        currency=chance.choice(["INR", "USD"]),
        status=chance.choice(PAYMENT_STATUSES),
    )


def change_payment(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "UPDATE payments SET created_at = %s, paid_at = %s, refunded_at = %s, status = %s,"
        " amount = amount + 1 WHERE id = %s",
        (
            moment(chance),
            maybe(chance),
            maybe(chance),
            chance.choice(PAYMENT_STATUSES),
            pick(connection, chance, "payments"),
        ),
    )


def pay_another_booking(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "UPDATE payments SET booking_id = %s WHERE id = %s",
        (pick(connection, chance, "bookings"), pick(connection, chance, "payments")),
    )


def add_review(connection: psycopg.Connection, chance: Random) -> None:
    make_review(
        connection,
        pick(connection, chance, "bookings"),
        pick(connection, chance, "customer_profiles"),
        pick(connection, chance, "provider_profiles"),
        created_at=moment(chance),
        overall_rating=chance.randint(1, 5),
    )


def change_review(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "UPDATE reviews SET created_at = %s, is_published = %s, overall_rating = %s,"
        " booking_id = %s, provider_id = %s WHERE id = %s",
        (
            moment(chance),
            chance.random() < 0.7,
            chance.randint(1, 5),
            pick(connection, chance, "bookings"),
            pick(connection, chance, "provider_profiles"),
            pick(connection, chance, "reviews"),
        ),
    )


def add_dispute(connection: psycopg.Connection, chance: Random) -> None:
    make_status_change(
        connection,
        pick(connection, chance, "bookings"),
        status=chance.choice(["DISPUTED", "DISPUTED", "CONFIRMED"]),
        created_at=moment(chance),
    )


def change_dispute(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "UPDATE booking_status_history SET created_at = %s, status = %s, booking_id = %s"
        " WHERE id = %s",
        (
            moment(chance),
            chance.choice(["DISPUTED", "CONFIRMED"]),
            pick(connection, chance, "bookings"),
            pick(connection, chance, "booking_status_history"),
        ),
    )


def delete_from(table: str) -> Write:
    def delete(connection: psycopg.Connection, chance: Random) -> None:
        connection.execute(
            sql.SQL("DELETE FROM {} WHERE id = %s").format(sql.Identifier(table)),
            (pick(connection, chance, table),),
        )

    return delete


def add_searches(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "INSERT INTO search_logs (query, results_count, location, created_at, filters, user_id,"
        "   clicked_provider_id)"
        " SELECT 'tutor', %s, %s, %s::timestamptz + number * interval '1 day',"
        "   jsonb_build_object('categoryId', %s::text, 'subCategoryId', %s::text), %s, %s"
        " FROM generate_series(0, 1) AS number",
        (
            chance.randrange(2),
            psycopg.types.json.Jsonb(chance.choice(PLACES)),
            moment(chance),
            chance.choice([None, "gone", pick(connection, chance, "categories")]),
            chance.choice([None, "gone", pick(connection, chance, "sub_categories")]),
            chance.choice([None, "one", searcher(connection, chance)]),
            chance.choice([None, pick(connection, chance, "provider_profiles")]),
        ),
    )


def searcher(connection: psycopg.Connection, chance: Random) -> str | None:
    """Return the user that some customer is."""
    row = connection.execute(
        "SELECT user_id FROM customer_profiles WHERE id = %s",
        (pick(connection, chance, "customer_profiles"),),
    ).fetchone()
    return None if row is None else str(row[0])


def rebook(connection: psycopg.Connection, chance: Random) -> None:
    """Let a booking be what followed some search, or miss it by a moment or by a customer."""
    connection.execute(
        "UPDATE bookings SET created_at = search.created_at + %s, provider_id = provider.id,"
        " customer_id = COALESCE("
        "   (SELECT id FROM customer_profiles WHERE user_id = search.user_id), customer_id)"
        " FROM search_logs AS search"
        " JOIN provider_profiles AS provider ON provider.id = search.clicked_provider_id"
        " WHERE search.id = %s AND bookings.id = %s",
        (
            chance.choice([timedelta(0), timedelta(days=7), timedelta(days=6, hours=23)]),
            pick(connection, chance, "search_logs"),
            pick(connection, chance, "bookings"),
        ),
    )


def change_customer(connection: psycopg.Connection, chance: Random) -> None:
    """Give a customer another user, unless that is one already."""
    connection.execute(
        "UPDATE customer_profiles SET user_id = %s WHERE id = %s",
        (pick(connection, chance, "users"), pick(connection, chance, "customer_profiles")),
    )


def move_searches(connection: psycopg.Connection, chance: Random) -> None:
    connection.execute(
        "UPDATE search_logs SET created_at = %s, clicked_provider_id = 'any', click_position = 3"
        " WHERE id IN (%s, %s)",
        (
            moment(chance),
            pick(connection, chance, "search_logs"),
            pick(connection, chance, "search_logs"),
        ),
    )


def merge_searches(connection: psycopg.Connection, chance: Random) -> None:
    """Move one, to another week perhaps, or make one."""
    connection.execute(
        "MERGE INTO search_logs AS search USING (SELECT %s::text AS id) AS given"
        " ON search.id = given.id"
        " WHEN MATCHED THEN UPDATE SET created_at = %s"
        " WHEN NOT MATCHED THEN INSERT (query, results_count, created_at) VALUES ('tutor', 0, %s)",
        (
            chance.choice([None, pick(connection, chance, "search_logs")]),
            moment(chance),
            moment(chance),
        ),
    )


def truncate(connection: psycopg.Connection, chance: Random) -> None:
    table = chance.choice(["search_logs", "payments", "reviews", "booking_status_history"])
    connection.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table)))


def inside_a_savepoint(connection: psycopg.Connection, chance: Random) -> None:
    """Write something that is taken back, and something that is not."""
    with connection.transaction() as savepoint:
        write(connection, chance)
        raise psycopg.Rollback(savepoint)


WRITES: dict[Write, int] = {
    add_booking: 6,
    change_booking: 4,
    progress_booking: 4,
    rename_booking: 1,
    rebook: 4,
    change_customer: 1,
    delete_booking: 2,
    add_payment: 5,
    change_payment: 4,
    pay_another_booking: 2,
    add_review: 3,
    change_review: 3,
    add_dispute: 3,
    change_dispute: 2,
    delete_from("payments"): 2,
    delete_from("reviews"): 1,
    delete_from("booking_status_history"): 1,
    add_searches: 6,
    move_searches: 4,
    merge_searches: 3,
    delete_from("search_logs"): 2,
    move_provider: 1,
    change_provider: 1,
    rescore_provider: 3,
    add_provider: 1,
    delete_provider: 1,
    change_account: 2,
    change_owner: 1,
    change_rules: 1,
    rename_category: 1,
    change_service: 4,
    offer: 2,
    add_sub_category: 1,
    change_sub_category: 2,
    move_sub_category: 1,
    rename_sub_category: 1,
    delete_sub_category: 1,
    truncate: 1,
    inside_a_savepoint: 2,
}


def write(connection: psycopg.Connection, chance: Random) -> None:
    """Do one thing at random."""
    [chosen] = chance.choices([*WRITES], [*WRITES.values()])
    chosen(connection, chance)
