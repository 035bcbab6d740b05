"""What becomes of a booking: viewed, confirmed, started, completed, paid, or lost on the way."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from etl.synthetic.calendar import DAY, HOUR, MINUTE, NEVER, on_slot, when_awake
from etl.synthetic.catalog import CATEGORIES, CATEGORY_OF, SUB_CATEGORIES
from etl.synthetic.providers import Providers
from etl.synthetic.streams import Floats, Ints, Mask

PENDING, CONFIRMED, IN_PROGRESS, COMPLETED, CANCELLED, DISPUTED = range(6)
STATUSES = ("PENDING", "CONFIRMED", "IN_PROGRESS", "COMPLETED", "CANCELLED", "DISPUTED")

CUSTOMER, PROVIDER, ADMIN, SYSTEM, DISPUTE = range(5)
CANCELLERS = ("CUSTOMER", "PROVIDER", "ADMIN", "SYSTEM")

LOSSES = np.array(
    [
        # customer, provider, admin, system, dispute
        (0.42, 0.00, 0.00, 0.58, 0.00),  # never viewed
        (0.25, 0.60, 0.00, 0.15, 0.00),  # viewed, never confirmed
        (0.56, 0.32, 0.06, 0.06, 0.00),  # confirmed, never started
        (0.04, 0.14, 0.12, 0.00, 0.70),  # started, never completed
        (0.00, 0.00, 0.00, 0.00, 1.00),  # completed: not lost (see DISPUTES)
        (0.00, 0.00, 0.00, 0.00, 1.00),
    ]
)
"""Who ends a booking that got no further, by how far it got."""

DISPUTES = 0.013
"""Share of the completed jobs that are disputed all the same."""

PREPAID = 0.08
"""Share of the confirmed bookings that are paid ahead, whatever becomes of them."""

LATE = 0.02
"""Share of the jobs that are reported as finished days later."""

MISTAKEN = 0.01
"""Share of the finished jobs that were reported as finished too early, and set right."""

EXPIRY = 48 * HOUR
"""The system cancels a request that nobody answered for so long."""


@dataclass(frozen=True)
class Course:
    """The moments of each booking; NEVER for what did not happen by the end of the period."""

    scheduled: Ints
    viewed: Ints
    confirmed: Ints
    started: Ints
    completed: Ints
    paid: Ints
    cancelled: Ints
    disputed: Ints
    resolved: Ints
    """When a dispute about a completed job ended."""
    reviewable: Ints
    """When the customer would write a review."""
    answered: Ints
    """When the provider accepted or declined."""
    cancelled_by: Ints
    minutes: Ints
    """Agreed length of the job."""
    worked: Ints
    """Minutes that the job took."""
    mistaken: Ints
    """When it was reported as finished too early."""
    corrected: Ints
    """When that was set right."""

    @property
    def prepaid(self) -> Mask:
        """Which were paid ahead: before they were finished, if they ever were."""
        ahead: Mask = (self.paid != NEVER) & (self.paid < self.completed)
        return ahead

    @property
    def status(self) -> Ints:
        """Return the status of each booking: what happened last."""
        happened = (
            (self.cancelled, CANCELLED),
            (self.resolved, COMPLETED),
            (self.disputed, DISPUTED),
            (self.completed, COMPLETED),
            (self.started, IN_PROGRESS),
            (self.confirmed, CONFIRMED),
        )
        return np.select([at != NEVER for at, _ in happened], [code for _, code in happened])

    def last_change(self, created: Ints) -> Ints:
        """Return when each booking last changed."""
        steps = (self.viewed, self.confirmed, self.started, self.completed, self.cancelled)
        changes = np.stack([created, *steps, self.disputed, self.resolved])
        latest: Ints = np.where(changes == NEVER, 0, changes).max(axis=0)
        return latest


@dataclass(frozen=True)
class Plan:
    """When each step of a booking would happen, if it came to it."""

    created: Ints
    viewed: Ints
    answered: Ints
    scheduled: Ints
    minutes: Ints
    started: Ints
    worked: Ints
    completed: Ints
    paid: Ints
    paid_ahead: Ints


def run(rng: Generator, providers: Providers, provider: Ints, created: Ints, end: int) -> Course:
    """Return the course of each booking, cut off at `end`."""
    plan = _plan(rng, providers, provider, created)
    reach = _reach(rng, providers.reliability[provider])
    loss = _losses(rng, reach)
    cancelled = _until(end, _cancelled(rng, plan, reach, loss))
    ahead = (reach >= 2) & (rng.random(len(reach)) < PREPAID)
    ahead &= plan.paid_ahead < np.minimum(plan.started, cancelled)
    mistaken, corrected = _mistakes(rng, plan, reach, end)
    disputed, resolved = _disputes(rng, plan, reach, loss)
    thinking = _delay(rng, np.where(rng.random(len(reach)) < 0.6, 50.0, 1000.0))
    declined = (reach == 1) & (loss == PROVIDER)
    return Course(
        scheduled=plan.scheduled,
        viewed=_until(end, plan.viewed, reach >= 1),
        confirmed=_until(end, plan.answered, reach >= 2),
        started=_until(end, plan.started, reach >= 3),
        completed=_until(end, plan.completed, reach >= 4),
        paid=_until(end, np.where(ahead, plan.paid_ahead, plan.paid), ahead | (reach >= 5)),
        cancelled=cancelled,
        disputed=_until(end, disputed),
        resolved=_until(end, resolved),
        reviewable=_until(end, plan.paid + thinking, reach >= 5),
        answered=_until(end, plan.answered, (reach >= 2) | declined),
        cancelled_by=np.where(cancelled == NEVER, -1, loss),
        minutes=plan.minutes,
        worked=plan.worked,
        mistaken=mistaken,
        corrected=corrected,
    )


def _plan(rng: Generator, providers: Providers, provider: Ints, created: Ints) -> Plan:
    size, sub = len(provider), providers.sub[provider]
    wait = providers.response_minutes[provider]
    viewed = when_awake(created + _delay(rng, wait * 0.6))
    answered = viewed + _delay(rng, wait * 0.4 + 1)
    lead = np.array([category.lead_days for category in CATEGORIES])[CATEGORY_OF[sub]]
    notice = np.maximum(created + _delay(rng, lead * 24 * 60, 0.7), answered + HOUR)
    scheduled = on_slot(notice)
    usual = np.array([s.minutes for s in SUB_CATEGORIES])[sub]
    minutes = (
        np.maximum((usual * rng.lognormal(0, 0.25, size) / 15).round().astype(np.int64), 2) * 15
    )
    started = scheduled + (rng.normal(6, 14, size).clip(-20, 90) * MINUTE).astype(np.int64)
    took = (np.maximum(minutes * rng.lognormal(0, 0.2, size), 10) * MINUTE).astype(np.int64)
    late = np.where(rng.random(size) < LATE, rng.integers(2, 10, size), 0) * DAY
    completed = started + took + late
    paid = completed + _delay(rng, np.where(rng.random(size) < 0.9, 9.0, 900.0))
    ahead = answered + _delay(rng, np.full(size, 25.0))
    return Plan(
        *(created, viewed, answered, scheduled, minutes),
        *(started, took // MINUTE, completed, paid, ahead),
    )


def _reach(rng: Generator, reliability: Floats) -> Ints:
    """Return how many of the five steps each booking takes: viewed, confirmed, ... paid."""
    chances = np.stack(
        [
            np.full(len(reliability), 0.925),
            np.clip(0.50 + 0.38 * reliability, 0, 0.98),
            np.clip(0.70 + 0.25 * reliability, 0, 0.99),
            np.full(len(reliability), 0.945),
            np.full(len(reliability), 0.945),
        ]
    )
    reached: Ints = np.cumprod(rng.random(chances.shape) < chances, axis=0).sum(axis=0)
    return reached


def _losses(rng: Generator, reach: Ints) -> Ints:
    upto = np.cumsum(LOSSES, axis=1)[reach]
    loss: Ints = (rng.random(len(reach))[:, None] >= upto).sum(axis=1)
    return np.minimum(loss, DISPUTE)


def _cancelled(rng: Generator, plan: Plan, reach: Ints, loss: Ints) -> Ints:
    """Return when a booking that got no further is cancelled; NEVER when it ends otherwise."""
    size = len(reach)
    expired = np.minimum(plan.created + EXPIRY, plan.scheduled)
    ahead = plan.scheduled - plan.answered
    by_system = loss == SYSTEM
    cases = (
        (loss == DISPUTE, np.full(size, NEVER)),
        ((reach == 0) & by_system, expired),
        (reach == 0, plan.created + _delay(rng, np.full(size, 150.0))),
        ((reach == 1) & by_system, np.maximum(expired, plan.viewed)),
        ((reach == 1) & (loss == PROVIDER), plan.answered),
        (reach == 1, plan.viewed + _delay(rng, np.full(size, 200.0))),
        ((reach == 2) & by_system, plan.scheduled + 3 * HOUR),
        (reach == 2, plan.answered + (ahead * rng.random(size)).astype(np.int64)),
    )
    return np.select([case for case, _ in cases], [at for _, at in cases], plan.completed)


def _mistakes(rng: Generator, plan: Plan, reach: Ints, end: int) -> tuple[Ints, Ints]:
    """Return when finished jobs were reported as finished too early, and when that was undone."""
    mistaken = plan.started + (plan.worked * MINUTE * 0.4 * rng.random(len(reach))).astype(np.int64)
    corrected = mistaken + _delay(rng, np.full(len(reach), 5.0))
    happened = (reach >= 4) & (rng.random(len(reach)) < MISTAKEN)
    happened &= corrected < np.minimum(plan.completed, end)
    return np.where(happened, mistaken, NEVER), np.where(happened, corrected, NEVER)


def _disputes(rng: Generator, plan: Plan, reach: Ints, loss: Ints) -> tuple[Ints, Ints]:
    """Return when each booking is disputed, and when the dispute about a finished job ends."""
    size = len(reach)
    is_disputed = (loss == DISPUTE) & ((reach == 3) | (rng.random(size) < DISPUTES))
    disputed = plan.completed + _delay(rng, np.full(size, 700.0))
    resolved = disputed + 2 * DAY + _delay(rng, np.full(size, 1400.0))
    is_resolved = is_disputed & (reach >= 4) & (rng.random(size) < 0.5)
    return np.where(is_disputed, disputed, NEVER), np.where(is_resolved, resolved, NEVER)


def _delay(rng: Generator, median_minutes: Floats, sigma: float = 0.8) -> Ints:
    """Return random times to pass, at least 20 seconds: most near the median, a few very long."""
    minutes = median_minutes * rng.lognormal(0, sigma, len(median_minutes))
    return (np.maximum(minutes, 1 / 3) * MINUTE).astype(np.int64)


def _until(end: int, moments: Ints, happened: Mask | None = None) -> Ints:
    """Return the moments; NEVER for what comes at `end` or later, or never happened."""
    kept = moments < end if happened is None else happened & (moments < end)
    return np.where(kept, moments, NEVER)
