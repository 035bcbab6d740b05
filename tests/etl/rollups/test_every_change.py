"""Each kind of change of a source, alone: it is marked, and everything it changes is refreshed.

A change may leave a day, a booking or a provider, and come to another: each of them counts.
"""

import pytest

from etl.refresh.publish import publish
from etl.refresh.verify import verify
from tests.factories import (
    ist,
    make_booking,
    make_category,
    make_customer,
    make_payment,
    make_provider,
    make_review,
    make_search,
    make_sub_category,
    make_user,
)
from tests.oracle import naive
from tests.postgres import Database

PAYMENTS = {
    "one is made": "INSERT INTO payments"
    " (booking_id, amount, method, status, created_at, paid_at, refunded_at)"
    " VALUES ('one', 9, 'UPI', 'REFUNDED', '2025-03-03', '2025-03-04', '2025-03-05')",
    "its days change": "UPDATE payments"
    " SET created_at = '2025-03-13', paid_at = '2025-03-14', refunded_at = '2025-03-15'"
    " WHERE booking_id = 'one'",
    "it is of another booking": "UPDATE payments SET booking_id = 'two' WHERE booking_id = 'one'",
    "it goes": "DELETE FROM payments WHERE booking_id = 'two'",
    "one fails": "INSERT INTO payments (booking_id, amount, method, status, created_at)"
    " VALUES ('one', 9, 'UPI', 'FAILED', '2025-03-03')",
    "all go at once": "TRUNCATE payments",
}
REVIEWS = {
    "one is hidden": "INSERT INTO reviews"
    " (booking_id, customer_id, provider_id, overall_rating, is_published, created_at)"
    " SELECT id, customer_id, provider_id, 1, false, '2025-03-03' FROM bookings WHERE id = 'one'",
    "it has more stars": "UPDATE reviews SET overall_rating = 2 WHERE booking_id = 'one'",
    "it is shown": "UPDATE reviews SET is_published = true WHERE booking_id = 'one'",
    "its day changes": "UPDATE reviews SET created_at = '2025-03-13' WHERE booking_id = 'one'",
    "it is of another booking": "UPDATE reviews SET booking_id = 'two' WHERE booking_id = 'one'",
    "it is of another provider": "UPDATE reviews SET provider_id = 'second'"
    " WHERE booking_id = 'two'",
    "it goes": "DELETE FROM reviews WHERE booking_id = 'two'",
    "another is written": "INSERT INTO reviews"
    " (booking_id, customer_id, provider_id, overall_rating, created_at)"
    " SELECT id, customer_id, provider_id, 4, '2025-03-03' FROM bookings WHERE id = 'one'",
    "one like another is written": "INSERT INTO reviews"
    " (booking_id, customer_id, provider_id, overall_rating, created_at)"
    " SELECT two.id, two.customer_id, two.provider_id, review.overall_rating, review.created_at"
    " FROM bookings AS two, reviews AS review"
    " WHERE two.id = 'two' AND review.booking_id = 'full'",
    "all go at once": "TRUNCATE reviews",
}
DISPUTES = {
    "one begins": "INSERT INTO booking_status_history (booking_id, status, changed_by, created_at)"
    " VALUES ('one', 'DISPUTED', 'admin', '2025-03-03')",
    "its day changes": "UPDATE booking_status_history SET created_at = '2025-03-13'",
    "it is of another booking": "UPDATE booking_status_history SET booking_id = 'two'",
    "it is none": "UPDATE booking_status_history SET status = 'CONFIRMED'",
    "it is one": "UPDATE booking_status_history SET status = 'DISPUTED'",
    "a later one does not count": "INSERT INTO booking_status_history"
    " (booking_id, status, changed_by, created_at)"
    " VALUES ('two', 'DISPUTED', 'admin', '2025-03-14')",
    "the first one goes": "DELETE FROM booking_status_history WHERE created_at < '2025-03-14'",
    "all go at once": "TRUNCATE booking_status_history",
}
BOOKINGS = {
    "one is requested": "INSERT INTO bookings (id, booking_number, customer_id, provider_id,"
    " service_type, service_location, scheduled_date, scheduled_time, final_price,"
    " created_at, confirmed_at, completed_at, cancelled_at)"
    " SELECT 'new', 'BK-NEW', customer_id, provider_id,"
    " service_type, service_location, scheduled_date, scheduled_time, 7,"
    " '2025-03-21', '2025-03-22', '2025-03-23', '2025-03-24' FROM bookings WHERE id = 'one'",
    "its days change": "UPDATE bookings SET created_at = '2025-03-25',"
    " confirmed_at = '2025-03-26', completed_at = '2025-03-27', cancelled_at = '2025-03-28'"
    " WHERE id = 'new'",
    "it is confirmed on another day": "UPDATE bookings SET confirmed_at = '2025-03-29'"
    " WHERE id = 'new'",
    "it is completed on another day": "UPDATE bookings SET completed_at = '2025-03-30'"
    " WHERE id = 'new'",
    "it is cancelled on another day": "UPDATE bookings SET cancelled_at = '2025-03-31'"
    " WHERE id = 'new'",
    "it was never confirmed": "UPDATE bookings SET confirmed_at = NULL WHERE id = 'new'",
    "it was": "UPDATE bookings SET confirmed_at = '2025-03-29' WHERE id = 'new'",
    "it is completed": "UPDATE bookings SET status = 'COMPLETED' WHERE id = 'new'",
    "it costs more": "UPDATE bookings SET final_price = 8 WHERE id = 'new'",
    "it is paid in another currency": "UPDATE bookings SET currency = 'USD' WHERE id = 'new'",
    "it is of another provider": "UPDATE bookings SET provider_id = 'second' WHERE id = 'new'",
    "it has another id": "UPDATE bookings SET id = 'newer' WHERE id = 'new'",
    "it goes": "DELETE FROM bookings WHERE id = 'newer'",
    "one for nothing is completed": "UPDATE bookings SET status = 'COMPLETED' WHERE id = 'one'",
    "one like another is requested": "INSERT INTO bookings (booking_number, customer_id,"
    " provider_id, service_type, service_location, scheduled_date, scheduled_time, created_at)"
    " SELECT 'BK-LIKE', customer_id,"
    " provider_id, service_type, service_location, scheduled_date, scheduled_time, created_at"
    " FROM bookings WHERE id = 'one'",
    "one with all that depends on it is of another provider": "UPDATE bookings"
    " SET provider_id = 'second' WHERE id = 'full'",
    "it is paid in another currency with all that depends on it": "UPDATE bookings"
    " SET currency = 'USD' WHERE id = 'full'",
    "it has another id with all that depends on it": "UPDATE bookings"
    " SET id = 'whole' WHERE id = 'full'",
    "all go at once": "TRUNCATE bookings CASCADE",
}
COPIED = "customer_id, provider_id, service_type, service_location, scheduled_date, scheduled_time"
MIXED = {
    "one comes and one moves, by an upsert": "INSERT INTO bookings"
    f" (id, booking_number, {COPIED}, created_at)"
    f" SELECT given.id, 'BK-' || given.id, {COPIED}, '2025-05-01'"
    " FROM bookings AS one, (VALUES ('one'), ('three')) AS given (id) WHERE one.id = 'one'"
    " ON CONFLICT (id) DO UPDATE SET created_at = '2025-05-02', completed_at = '2025-05-03'",
    "one comes, one moves and one goes, by a merge": "MERGE INTO bookings AS booking"
    f" USING (SELECT given.id, {COPIED} FROM bookings AS one,"
    "   (VALUES ('one'), ('three'), ('four')) AS given (id) WHERE one.id = 'one')"
    "   AS given"
    " ON booking.id = given.id"
    " WHEN MATCHED AND booking.id = 'three' THEN DELETE"
    " WHEN MATCHED THEN UPDATE SET completed_at = '2025-05-05', provider_id = 'second'"
    f" WHEN NOT MATCHED THEN INSERT (id, booking_number, {COPIED}, created_at)"
    f" VALUES (given.id, 'BK-four', {COPIED}, '2025-05-06')",
    "one comes, one moves and one goes, in one query": "WITH gone AS ("
    "   DELETE FROM bookings WHERE id = 'four' RETURNING *"
    " ), moved AS ("
    "   UPDATE bookings SET cancelled_at = '2025-05-07', currency = 'USD' WHERE id = 'full'"
    " ), paid AS (UPDATE payments SET paid_at = '2025-05-08' WHERE booking_id = 'full')"
    f" INSERT INTO bookings (id, booking_number, {COPIED}, created_at)"
    f" SELECT 'five', 'BK-five', {COPIED}, '2025-05-09' FROM gone",
    "two of a kind move, in one query": "WITH first AS ("
    "   UPDATE bookings SET completed_at = '2025-05-10' WHERE id = 'five'"
    " ) UPDATE bookings SET completed_at = '2025-05-11' WHERE id = 'one'",
    "searches come, move and go, in one query": "WITH gone AS ("
    "   DELETE FROM search_logs WHERE created_at < '2025-03-05' RETURNING *"
    " ) INSERT INTO search_logs (query, results_count, location, created_at)"
    " SELECT query, 1, location, '2025-03-06'::timestamptz FROM gone"
    " UNION ALL SELECT query, 1, location, '2025-03-07' FROM gone",
    "searches come and move within their week, by a merge": "MERGE INTO search_logs AS search"
    " USING (SELECT query, location, day FROM search_logs,"
    "   (VALUES ('2025-03-06'::timestamptz), ('2025-03-08')) AS given (day)"
    "   WHERE created_at = '2025-03-07') AS given"
    " ON search.created_at = given.day"
    " WHEN MATCHED THEN UPDATE SET created_at = '2025-03-09'"
    " WHEN NOT MATCHED THEN INSERT (query, results_count, location, created_at)"
    " VALUES (given.query, 0, given.location, given.day)",
    "one moves to another week, by a merge": "MERGE INTO search_logs AS search"
    " USING (VALUES ('2025-03-09'::timestamptz)) AS given (day) ON search.created_at = given.day"
    " WHEN MATCHED THEN UPDATE SET created_at = '2025-03-12'",
    "it moves back and others come and go, by a merge": "MERGE INTO search_logs AS search"
    " USING (SELECT query, location, day FROM search_logs,"
    "   (VALUES ('2025-03-12'::timestamptz), ('2025-03-06'), ('2025-03-13')) AS given (day)"
    "   WHERE created_at = '2025-03-12' LIMIT 3) AS given"
    " ON search.created_at = given.day"
    " WHEN MATCHED AND search.created_at = '2025-03-06' THEN DELETE"
    " WHEN MATCHED THEN UPDATE SET created_at = '2025-03-05'"
    " WHEN NOT MATCHED THEN INSERT (query, results_count, location, created_at)"
    " VALUES (given.query, 0, given.location, given.day)",
    "one moves to another week, by an update": "UPDATE search_logs"
    " SET created_at = '2025-03-04' WHERE created_at = '2025-03-13'",
}
SEARCHES = {
    "one is made": "INSERT INTO search_logs (query, results_count, created_at)"
    " VALUES ('gas', 0, '2025-03-04')",
    "its day changes": "UPDATE search_logs SET created_at = '2025-03-05' WHERE query = 'gas'",
    "it goes": "DELETE FROM search_logs WHERE query = 'gas'",
    "one names what becomes a category": "INSERT INTO search_logs"
    " (query, results_count, location, created_at, filters)"
    """ SELECT query, 0, location, '2025-03-05', '{"categoryId": "third"}' FROM search_logs""",
    "the category comes": "INSERT INTO categories (id, name, name_translations, slug)"
    " VALUES ('third', 'Third', '{}', 'third')",
    "the category goes": "DELETE FROM categories WHERE id = 'third'",
    "all go at once": "TRUNCATE search_logs",
}
ATTRIBUTED = {
    "a known user clicks": "UPDATE search_logs"
    " SET user_id = 'person', clicked_provider_id = 'first'",
    "the user books the provider within a week": "UPDATE bookings"
    " SET created_at = '2025-03-11 11:59:59.999999+05:30' WHERE id = 'one'",
    "after a week": "UPDATE bookings SET created_at = '2025-03-11 12:00+05:30' WHERE id = 'one'",
    "at once": "UPDATE bookings SET created_at = '2025-03-04 12:00+05:30' WHERE id = 'one'",
    "before": "UPDATE bookings"
    " SET created_at = '2025-03-04 11:59:59.999999+05:30' WHERE id = 'one'",
    "twice": "UPDATE bookings SET created_at = '2025-03-06', provider_id = 'first'",
    "another provider": "UPDATE bookings SET provider_id = 'second' WHERE id = 'one'",
    "as another customer": "UPDATE bookings SET customer_id = 'other' WHERE id <> 'one'",
    "the customer is another user": "UPDATE customer_profiles SET user_id = 'nobody'"
    " WHERE user_id = 'person'",
    "the other customer is the user": "UPDATE customer_profiles SET user_id = 'person'"
    " WHERE id = 'other'",
    "the user searches again": "INSERT INTO search_logs"
    " (query, results_count, created_at, user_id, clicked_provider_id)"
    " VALUES ('gas', 1, '2025-03-05', 'person', 'first')",
    "a booking goes": "DELETE FROM bookings WHERE id = 'two'",
    "all go at once": "TRUNCATE bookings CASCADE",
}
PROVIDERS = {
    "one is of another category": "UPDATE provider_profiles"
    " SET category_id = 'two' WHERE id = 'first'",
    "it moves": "UPDATE provider_profiles"
    " SET location_point = 'SRID=4326;POINT(78.01 27.18)' WHERE id = 'first'",
    "it moves to where its city is": "UPDATE provider_profiles SET location_point = NULL,"
    """ base_location = '{"city": "Jhansi"}' WHERE id = 'first'""",
    "it has another id": "UPDATE provider_profiles SET id = 'renamed' WHERE id = 'first'",
    "it is rated": "UPDATE provider_profiles SET average_rating = 3 WHERE id = 'renamed'",
    "it is away": "UPDATE provider_profiles SET is_active = false WHERE id = 'renamed'",
    "its person has another name": "UPDATE users SET name = 'Another' WHERE id = 'second person'",
    "its person is known for longer": "UPDATE users"
    " SET created_at = created_at - interval '1 year' WHERE id = 'second person'",
    "its category has another name": "UPDATE categories SET name = 'Other' WHERE id = 'two'",
    "its category has another id": "UPDATE categories SET id = 'other' WHERE id = 'two'",
    "a person comes": "INSERT INTO users (id, role, phone, name)"
    " VALUES ('third person', 'PROVIDER', '+917999999999', 'Third')",
    "it provides": "INSERT INTO provider_profiles (id, user_id, category_id, is_active)"
    " VALUES ('third', 'third person', 'one', true)",
    "it provides no more": "DELETE FROM provider_profiles WHERE id = 'third'",
    "it goes": "DELETE FROM users WHERE id = 'third person'",
    "all go at once": "TRUNCATE provider_profiles CASCADE",
}
SUB_CATEGORIES = {
    "a provider has one": "UPDATE provider_profiles"
    " SET sub_category_ids = '{pipes, foreign, unknown, NULL, pipes}' WHERE id = 'first'",
    "it has another besides": "UPDATE provider_profiles"
    " SET sub_category_ids = '{pipes, wires}' WHERE id = 'first'",
    "what is done is called so by one of them": "UPDATE sub_categories"
    " SET description = 'Taps,  LEAK   repair' WHERE id = 'pipes'",
    "by both": "UPDATE sub_categories SET name = 'Leak Repair' WHERE id = 'wires'",
    "by the other": "UPDATE sub_categories SET description = NULL WHERE id = 'pipes'",
    "something else is done": "UPDATE bookings SET service_type = ' PIPES' WHERE id = 'full'",
    "in the same transaction as before": "UPDATE bookings SET service_type = 'Leak repair'"
    " WHERE id = 'full'; UPDATE bookings SET service_type = 'pipes' WHERE id = 'full'",
    "it is of another category": "UPDATE sub_categories SET category_id = 'two' WHERE id = 'pipes'",
    "it moves there with its provider": "UPDATE provider_profiles SET category_id = 'two'"
    " WHERE id = 'first'",
    "it has another id": "UPDATE sub_categories SET id = 'tubes' WHERE id = 'pipes'",
    "the provider has none of a list": "UPDATE provider_profiles SET sub_category_ids = NULL"
    " WHERE id = 'first'",
    "who is reviewed has one": "UPDATE provider_profiles"
    " SET sub_category_ids = '{tubes, foreign}' WHERE id = 'second'",
    "it goes": "DELETE FROM sub_categories WHERE id = 'tubes'",
    "none is known": "TRUNCATE sub_categories",
}
REFERENCE = {
    "scores are set up": "INSERT INTO system_config (key, value) VALUES ('any', '{}')",
    "scores are set up otherwise": "UPDATE system_config SET value = '[]' WHERE key = 'any'",
    "scores are not set up": "DELETE FROM system_config WHERE key = 'any'",
    "nothing is set up": "TRUNCATE system_config",
    "a district comes": "INSERT INTO geo.districts"
    " SELECT 0, 'Other', ST_Translate(boundary, 30, 0) FROM geo.districts LIMIT 1",
    "a district changes": "UPDATE geo.districts SET district = 'Another' WHERE lgd_code = 0",
    "a district goes": "DELETE FROM geo.districts WHERE lgd_code = 0",
    "a pincode comes": "INSERT INTO geo.pincodes SELECT '999999', office, district, lat, lng,"
    " centroid, area, h3_cell FROM geo.pincodes LIMIT 1",
    "a pincode changes": "UPDATE geo.pincodes SET office = 'Other' WHERE pincode = '999999'",
    "a pincode goes": "DELETE FROM geo.pincodes WHERE pincode = '999999'",
    "no pincode is known": "TRUNCATE geo.pincodes",
    "no district is known": "TRUNCATE geo.districts CASCADE",
    "no category is known": "TRUNCATE categories CASCADE",
}
CHANGES = {
    "payments": PAYMENTS,
    "reviews": REVIEWS,
    "disputes": DISPUTES,
    "bookings": BOOKINGS,
    "several at once": MIXED,
    "searches": SEARCHES,
    "searches that become bookings": ATTRIBUTED,
    "providers": PROVIDERS,
    "sub-categories": SUB_CATEGORIES,
    "reference data": REFERENCE,
}


@pytest.fixture
def marketplace(database: Database) -> Database:
    """Two providers; bookings that stand alone, and one with a refund and a review; published."""
    with database.connect() as connection:
        naive.install(connection)
        for category, provider in (("one", "first"), ("two", "second")):
            make_category(connection, id=category)
            person = make_user(connection, id=f"{provider} person", role="PROVIDER")
            make_provider(connection, category, id=provider, user_id=person)
        for category, kind in (("one", "pipes"), ("one", "wires"), ("two", "foreign")):
            make_sub_category(connection, category, id=kind, slug=kind)
        customer = make_customer(connection, user_id=make_user(connection, id="person"))
        make_customer(connection, id="other")
        make_user(connection, id="nobody")
        make_booking(connection, customer, "first", id="one")
        make_booking(connection, customer, "second", id="two", created_at=ist("2025-03-11 12:00"))
        make_booking(
            connection,
            customer,
            "first",
            id="full",
            created_at=ist("2025-04-01 12:00"),
            confirmed_at=ist("2025-04-06 12:00"),
        )
        make_payment(
            connection,
            "full",
            status="REFUNDED",
            created_at=ist("2025-04-02 12:00"),
            paid_at=ist("2025-04-03 12:00"),
            refunded_at=ist("2025-04-04 12:00"),
        )
        make_review(connection, "full", customer, "second", created_at=ist("2025-04-05 12:00"))
        make_search(connection, created_at=ist("2025-03-04 12:00"))
        connection.execute("SELECT etl.ensure_partitions('2025-03-12', '2025-03-12')")
    publish(database.owner_url)
    return database


@pytest.mark.parametrize("source", CHANGES)
def test_what_changes_is_refreshed(marketplace: Database, source: str) -> None:
    for said, change in CHANGES[source].items():
        with marketplace.connect() as connection:
            connection.execute(change.encode())
        version = publish(marketplace.owner_url, only_if_changed=True)
        assert version is not None, said
        assert version.kind == "incremental", said
        with marketplace.connect() as connection:
            assert naive.differences(connection) == {}, said
    verify(marketplace.owner_url)
