"""Notifications: what bookings, payments, reviews and chats tell people, and the app's own notices."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from etl.synthetic import customers, providers
from etl.synthetic.bookings import Bookings
from etl.synthetic.calendar import DAY, MINUTE, NEVER, SEARCH_HOURS, SECOND, Timeline
from etl.synthetic.chat import Talk
from etl.synthetic.columns import Rows, batches, either, ids, moments, pick, text, where
from etl.synthetic.lifecycle import ADMIN
from etl.synthetic.lifecycle import PROVIDER as BY_PROVIDER
from etl.synthetic.reviews import Written
from etl.synthetic.seasons import growth
from etl.synthetic.streams import Domain, Ints, Mask, stream
from etl.synthetic.world import World

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


def of_bookings(world: World, batch: Bookings) -> Iterator[Rows]:
    """Yield notifications about the steps of bookings and their payment."""
    course, by = batch.course, batch.course.cancelled_by
    steps = (
        ("new", "BOOKING_NEW", batch.created, False, "New booking request"),
        ("conf", "BOOKING_CONFIRMED", course.confirmed, True, "Booking confirmed"),
        ("start", "BOOKING_STARTED", course.started, True, "Work has started"),
        ("done", "BOOKING_COMPLETED", course.completed, True, "Work completed"),
        ("paid", "PAYMENT_RECEIVED", course.paid, False, "Payment received"),
    )
    for step, kind, at, to_customer, title in steps:
        yield _about(world, batch, step, kind, at, to_customer, title)
    cancelled, title = course.cancelled, "Booking cancelled"
    told_customer = np.where(by >= BY_PROVIDER, cancelled, NEVER)
    told_provider = np.where((by == 0) | (by >= ADMIN), cancelled, NEVER)
    yield _about(world, batch, "cancc", "BOOKING_CANCELLED", told_customer, True, title)
    yield _about(world, batch, "cancp", "BOOKING_CANCELLED", told_provider, False, title)


def of_reviews(world: World, written: Written) -> Iterator[Rows]:
    """Yield notifications about published reviews and providers' answers."""
    shown = np.where(written.published, written.at, NEVER)
    batch, answered = written.bookings, written.responded
    yield _about(world, batch, "rev", "REVIEW_NEW", shown, False, "You have a new review")
    yield _about(
        world, batch, "resp", "REVIEW_RESPONSE", answered, True, "Your review was answered"
    )


def of_talk(world: World, spoken: Talk) -> Iterator[Rows]:
    """Yield a notification for every fourth message, to the side that did not write it."""
    for to_customer in (False, True):
        told = (spoken.place % 4 == 0) & (spoken.by_customer != to_customer)
        step = text("chat", spoken.place[told])
        batch, at = spoken.bookings.take(spoken.which[told]), spoken.at[told]
        yield _about(world, batch, step, "CHAT_NEW", at, to_customer, "New message")


def _about(
    world: World,
    batch: Bookings,
    step: str | pa.Array,
    kind: str,
    at: Ints,
    to_customer: bool,
    title: str,
) -> Rows:
    """Return one notification for each booking to which the step happened."""
    happened = (at != NEVER) & (at < world.period.end)
    told, when = batch.take(np.flatnonzero(happened)), at[happened]
    user = (
        ids(customers.USER, told.customer + 1)
        if to_customer
        else ids(providers.USER, told.provider + 1)
    )
    rng = stream(world.seed, Domain.NOTIFICATIONS, _part(batch, kind, to_customer))
    return "notifications", pa.table(
        {
            "id": text("ntf_", told.serial, "_", step),
            "user_id": user,
            "type": pa.repeat(kind, len(told)),
            "title": pa.repeat(title, len(told)),
            "body": text(title, ": booking ", told.number),
            "data": text('{"bookingId":"', told.key, '"}'),
            **_delivery(rng, world.period.end, when, urgent=kind.startswith("BOOKING")),
        }
    )


def _part(batch: Bookings, kind: str, to_customer: bool) -> int:
    first = int(batch.serial[0]) if len(batch) else 0
    return first * 1000 + sum(kind.encode()) % 499 * 2 + to_customer


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
            "id": ids("ntf_n", np.arange(low, high) + 1),
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
        "sent_via": either(rng.random(size) < 0.3, "{PUSH,SMS}", "{PUSH}"),
        "is_read": is_read,
        "read_at": moments(read, is_read),
        "delivered_at": moments(delivered, ~failed),
        "failed_at": moments(delivered, failed),
        "failure_reason": where(failed, "The device token has expired"),
        "priority": pa.repeat(1 if urgent else 0, size),
        "created_at": moments(at),
    }
