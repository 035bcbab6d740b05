"""Payments: how jobs are paid, afterwards or ahead, what the platform keeps and what goes back."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from etl.synthetic.bookings import Bookings
from etl.synthetic.calendar import DAY, HOUR, NEVER
from etl.synthetic.catalog import CATEGORIES
from etl.synthetic.columns import Rows, either, ids, moments, pick, rupees, text, where
from etl.synthetic.currencies import CURRENCIES
from etl.synthetic.streams import Domain, Ints, Mask, stream
from etl.synthetic.world import World

METHODS = ("UPI", "CASH", "CARD", "WALLET", "NET_BANKING")
METHOD_SHARES = (0.57, 0.22, 0.11, 0.06, 0.04)
UPI, CASH = METHODS.index("UPI"), METHODS.index("CASH")
GATEWAYS = ("razorpay", "paytm", "phonepe", "cashfree")
GATEWAY_SHARES = (0.55, 0.2, 0.15, 0.1)

PENDING, COMPLETED, FAILED, REFUNDED, PARTIALLY_REFUNDED = range(5)
STATUSES = ("PENDING", "COMPLETED", "FAILED", "REFUNDED", "PARTIALLY_REFUNDED")

GST_PERCENT = 18
"""Tax on the platform's fee."""
LONG_REFUNDS = 0.1
"""Share of the refunds that take weeks."""
CANCELLED = "Booking was cancelled"
REFUND_REASONS = ("Work not finished as agreed", "Charged twice", "Goodwill after a complaint")


@dataclass(frozen=True)
class Money:
    """What becomes of the amounts, in paise."""

    fee: Ints
    percent: Ints
    tax: Ints
    earnings: Ints
    refund: Ints
    refunded: Ints
    """When it was paid back, or NEVER."""
    status: Ints


def rows(world: World, batch: Bookings) -> Rows:
    """Return the rows of `payments` of a batch: for finished jobs, and for those paid ahead."""
    rng = stream(world.seed, Domain.PAYMENTS, int(batch.serial[0]))
    kept = (batch.course.completed != NEVER) & (rng.random(len(batch)) < 0.99)
    kept |= batch.course.paid != NEVER
    method = rng.choice(len(METHODS), len(batch), p=METHOD_SHARES)
    method = np.where(batch.course.prepaid & (method == CASH), UPI, method)
    money = _money(rng, world, batch, method)
    return "payments", _table(rng, batch, method, money).filter(pa.array(kept))


def _money(rng: Generator, world: World, batch: Bookings, method: Ints) -> Money:
    category = world.providers.category[batch.provider]
    percent = np.array([c.fee_percent for c in CATEGORIES])[category]
    fee = (batch.price * percent + 50) // 100
    tax = (fee * GST_PERCENT + 50) // 100
    refunded, full = _refunds(rng, batch, world.period.end)
    part = (batch.price * rng.uniform(0.15, 0.6, len(batch)) / 100).astype(np.int64) * 100
    paid, was_refunded = batch.course.paid != NEVER, refunded != NEVER
    failed = ~paid & (method != CASH) & (rng.random(len(batch)) < 0.5)
    status = np.select(
        [was_refunded & full, was_refunded, paid, failed],
        [REFUNDED, PARTIALLY_REFUNDED, COMPLETED, FAILED],
        PENDING,
    )
    refund = np.where(full, batch.price, part)
    return Money(fee, percent, tax, batch.price - fee - tax, refund, refunded, status)


def _refunds(rng: Generator, batch: Bookings, end: int) -> tuple[Ints, Mask]:
    """Return when each payment is paid back (or NEVER) and whether all of it.

    What was paid ahead of a job that was cancelled always is, and all of it.
    """
    size, course = len(batch), batch.course
    disputed, cancelled = course.disputed != NEVER, course.cancelled != NEVER
    chance = np.select([cancelled, disputed], [1.0, 0.7], 0.018)
    wanted = rng.random(size) < chance
    known = np.select([cancelled, disputed], [course.cancelled, course.disputed], 0)
    start = np.maximum(np.where(course.paid == NEVER, 0, course.paid), known)
    weeks = np.where(rng.random(size) < LONG_REFUNDS, rng.integers(2, 6, size), 0)
    at = start + HOUR + (rng.random(size) * 5 * DAY).astype(np.int64) + weeks * 7 * DAY
    happens = wanted & (course.paid != NEVER) & (at < end)
    return np.where(happens, at, NEVER), cancelled | (rng.random(size) < 0.4)


def _table(rng: Generator, batch: Bookings, method: Ints, money: Money) -> pa.Table:
    size, course = len(batch), batch.course
    paid, refunded = course.paid != NEVER, money.refunded != NEVER
    online = method != CASH
    gateway = pick(GATEWAYS, rng.choice(len(GATEWAYS), size, p=GATEWAY_SHARES))
    fee_kind = rng.random(size)
    created = np.where(course.prepaid, course.paid, course.completed)
    created = np.where(created == NEVER, 0, created)
    reason = pick(REFUND_REASONS, batch.serial % len(REFUND_REASONS))
    reason = either(course.cancelled != NEVER, CANCELLED, reason)
    changes = np.stack(
        [created, np.where(paid, course.paid, 0), np.where(refunded, money.refunded, 0)]
    )
    return pa.table(
        {
            "id": ids("pay_", batch.serial),
            "booking_id": batch.key,
            "amount": rupees(batch.price),
            "currency": pick(CURRENCIES, batch.currency),
            "method": pick(METHODS, method),
            "status": pick(STATUSES, money.status),
            "transaction_id": where(online & paid, ids("synthetic-txn-", batch.serial)),
            "gateway_response": where(online, _answers(money.status, batch.serial)),
            "gateway_name": where(online, gateway),
            "platform_fee": rupees(money.fee, fee_kind < 0.85),
            "platform_fee_percent": pa.array(money.percent, mask=fee_kind < 0.3),
            "provider_earnings": rupees(money.earnings),
            "tax_amount": rupees(money.tax),
            "refund_amount": rupees(money.refund, refunded),
            "refund_reason": where(refunded, reason),
            "refunded_to": where(refunded, either(rng.random(size) < 0.93, "customer", "split")),
            "paid_at": moments(course.paid),
            "refunded_at": moments(money.refunded),
            "created_at": moments(created),
            "updated_at": moments(changes.max(axis=0)),
        }
    )


def _answers(status: Ints, serial: Ints) -> pa.Array:
    words = ("pending", "captured", "failed", "refunded", "partially_refunded")
    failed = either(status == FAILED, ',"error":"BANK_DECLINED"', "")
    return text('{"status":"', pick(words, status), '","id":"synthetic-', serial, '"', failed, "}")
