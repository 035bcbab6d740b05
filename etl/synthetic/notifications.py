"""Notifications: what bookings, payments, reviews and chats tell people, and general notices."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from etl.synthetic import customers, providers
from etl.synthetic.bookings import Bookings
from etl.synthetic.calendar import DAY, MINUTE, NEVER, SEARCH_HOURS, SECOND, Timeline
from etl.synthetic.chat import Talk
from etl.synthetic.columns import Rows, batches, either, ids, moments, pick, text, where
from etl.synthetic.lifecycle import ADMIN
from etl.synthetic.lifecycle import CUSTOMER as BY_CUSTOMER
from etl.synthetic.lifecycle import PROVIDER as BY_PROVIDER
from etl.synthetic.reviews import Written
from etl.synthetic.seasons import growth
from etl.synthetic.streams import Domain, Ints, Mask, stream
from etl.synthetic.world import World

TYPES = (
    *("BOOKING_NEW", "BOOKING_CONFIRMED", "BOOKING_STARTED", "BOOKING_COMPLETED"),
    *("BOOKING_CANCELLED", "PAYMENT_RECEIVED", "REVIEW_NEW", "REVIEW_RESPONSE", "CHAT_NEW"),
)
CHANNELS = pa.array([["PUSH"], ["PUSH", "SMS"]])

NOTICES = (
    ("10% off on home cleaning this week", "Use code SAAF10 before Sunday."),
    ("Monsoon check-up", "Get pipes and wiring checked before the rain."),
    ("Complete your profile", "Add your address to see who works near you."),
    ("Refer a friend", "You both get ₹50 off the next booking."),
    ("New providers near you", "Plumbers, tutors and photographers have joined in your area."),
    ("त्योहार की तैयारी", "घर की सफाई और पेंटिंग अभी बुक करें।"),
    ("Rate your last booking", "Your review helps others to choose."),
    ("Safety first", "Pay only inside the app and never share your OTP."),
)


@dataclass(frozen=True)
class Event:
    """What a notification is about, for each booking of a batch."""

    step: str | pa.Array
    """Tells apart the notifications about one booking."""
    type: str
    title: str
    at: Ints
    """When it happened, or NEVER."""
    to_customer: bool


def of_bookings(world: World, batch: Bookings) -> Rows:
    """Return notifications about the steps of bookings and their payment."""
    course, by, title = batch.course, batch.course.cancelled_by, "Booking cancelled"
    told_customer = np.where(by >= BY_PROVIDER, course.cancelled, NEVER)
    told_provider = np.where((by == BY_CUSTOMER) | (by >= ADMIN), course.cancelled, NEVER)
    events = (
        Event("new", "BOOKING_NEW", "New booking request", batch.created, False),
        Event("conf", "BOOKING_CONFIRMED", "Booking confirmed", course.confirmed, True),
        Event("start", "BOOKING_STARTED", "Work has started", course.started, True),
        Event("done", "BOOKING_COMPLETED", "Work completed", course.completed, True),
        Event("paid", "PAYMENT_RECEIVED", "Payment received", course.paid, False),
        Event("canc", "BOOKING_CANCELLED", title, told_customer, True),
        Event("canp", "BOOKING_CANCELLED", title, told_provider, False),
    )
    return _told(_about(world, batch, event) for event in events)


def of_reviews(world: World, written: Written) -> Rows:
    """Return notifications about published reviews and providers' answers."""
    shown, answered = np.where(written.published, written.at, NEVER), written.responded
    events = (
        Event("rev", "REVIEW_NEW", "You have a new review", shown, False),
        Event("resp", "REVIEW_RESPONSE", "Your review was answered", answered, True),
    )
    return _told(_about(world, written.bookings, event) for event in events)


def of_talk(world: World, spoken: Talk) -> Rows:
    """Return a notification for every fourth message, to the side that did not write it."""
    return _told(_about_talk(world, spoken, to_customer) for to_customer in (False, True))


def _about_talk(world: World, spoken: Talk, to_customer: bool) -> pa.Table:
    told = (spoken.place % 4 == 0) & (spoken.by_customer != to_customer)
    step = text("chat", spoken.place[told])
    event = Event(step, "CHAT_NEW", "New message", spoken.at[told], to_customer)
    return _about(world, spoken.bookings.take(spoken.which[told]), event)


def _told(parts: Iterable[pa.Table]) -> Rows:
    return "notifications", pa.concat_tables(parts)


def _about(world: World, batch: Bookings, event: Event) -> pa.Table:
    """Return one notification for each booking to which it happened."""
    happened = event.at != NEVER
    told, at = batch.take(np.flatnonzero(happened)), event.at[happened]
    customer = ids(customers.USER, told.customer + 1)
    provider = ids(providers.USER, told.provider + 1)
    rng = stream(world.seed, Domain.NOTIFICATIONS, _part(batch, event))
    return pa.table(
        {
            "id": text("ntf_", told.serial, "_", event.step),
            "user_id": customer if event.to_customer else provider,
            "type": pa.repeat(event.type, len(told)),
            "title": pa.repeat(event.title, len(told)),
            "body": text(event.title, ": booking ", told.number),
            "data": text('{"bookingId":"', told.key, '"}'),
            **_delivery(rng, world.period.end, at, urgent=event.type.startswith("BOOKING")),
        }
    )


def _part(batch: Bookings, event: Event) -> int:
    """Return a number of its own for each kind of notification about each batch."""
    first = int(batch.serial[0]) if len(batch) else 0
    return (first * len(TYPES) + TYPES.index(event.type)) * 2 + event.to_customer


def notices(world: World, already: int) -> Iterator[Rows]:
    """Yield the app's own notices to everybody, so many that all notifications reach the scale."""
    wanted = max(0, world.scale.notifications - already)
    weights = growth(world.period, world.scale.growth)
    weights[0] = 0
    timeline = Timeline.over(world.period, wanted, weights, SEARCH_HOURS)
    for low, high in batches(wanted):
        rng = stream(world.seed, Domain.NOTICES, low)
        yield "notifications", _notices(rng, world, timeline, low, high)


def _notices(rng: Generator, world: World, timeline: Timeline, low: int, high: int) -> pa.Table:
    at = timeline.moments(low, high, rng)
    size, which = high - low, rng.integers(0, len(NOTICES), high - low)
    anyone = np.zeros(size, dtype=np.int64)
    customer = world.customers.everyone.choose(anyone, at, rng.random(size))
    provider = world.providers.everyone.choose(anyone, at, rng.random(size))
    to_customer: Mask = rng.random(size) < 0.85
    return pa.table(
        {
            "id": ids("ntf_n", np.arange(low, high) + 1, 8),
            "user_id": either(
                to_customer, ids(customers.USER, customer + 1), ids(providers.USER, provider + 1)
            ),
            "type": pa.repeat("SYSTEM_ALERT", size),
            "title": pick([title for title, _ in NOTICES], which),
            "body": pick([body for _, body in NOTICES], which),
            "expires_at": moments(at + 14 * DAY),
            **_delivery(rng, world.period.end, at, urgent=False),
        }
    )


def _delivery(rng: Generator, end: int, at: Ints, *, urgent: bool) -> dict[str, object]:
    """Delivered within seconds or failed; read sooner or later, or never."""
    size = len(at)
    failed = rng.random(size) < 0.015
    delivered = np.minimum(at + (rng.exponential(3, size) * SECOND).astype(np.int64), end - 1)
    read = delivered + (rng.lognormal(np.log(25), 1.5, size) * MINUTE).astype(np.int64)
    is_read = ~failed & (read < end) & (rng.random(size) < (0.82 if urgent else 0.4))
    return {
        "sent_via": pick(CHANNELS, (rng.random(size) < 0.3).astype(np.int64)),
        "is_read": is_read,
        "read_at": moments(read, is_read),
        "delivered_at": moments(delivered, ~failed),
        "failed_at": moments(delivered, failed),
        "failure_reason": where(failed, "The device token has expired"),
        "priority": pa.repeat(1 if urgent else 0, size),
        "created_at": moments(at),
    }
