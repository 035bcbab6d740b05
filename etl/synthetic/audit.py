"""The admins, what they did, and the settings of the system."""

import json
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from etl.synthetic import customers, people, providers
from etl.synthetic.bookings import Bookings
from etl.synthetic.calendar import HOUR, MINUTE, NEVER
from etl.synthetic.columns import Rows, ids, moments, text
from etl.synthetic.lifecycle import ADMIN
from etl.synthetic.providers import APPROVED, REJECTED
from etl.synthetic.reviews import Written
from etl.synthetic.streams import Domain, Ints, stream
from etl.synthetic.world import World

USER = "a"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/131"
CONFIG = {
    "platform_fee": ({"default": 10, "events": 15}, "The platform's share in percent"),
    "cancellation_policy": ({"freeUntilHours": 4}, "Until when customers cancel for free"),
    "search_ranking": ({"mode": "documented"}, "How search orders its results"),
    "languages": ({"supported": ["en", "hi", "ur"]}, "Languages of the app"),
    "support_hours": ({"start": "08:00", "end": "22:00"}, "When support answers"),
    "booking_expiry": ({"hours": 48}, "When an unanswered request is cancelled"),
}


def admins(world: World) -> Iterator[Rows]:
    """Yield the rows of the admins and of `system_config`."""
    rng = stream(world.seed, Domain.AUDIT)
    serials = np.arange(world.scale.admins) + 1
    joined = np.full(len(serials), world.period.start) + serials * MINUTE
    names, phones = people.names(rng, len(serials)), people.phones(serials, world.seed)
    newcomers = people.Newcomers("ADMIN", USER, serials, joined, names, phones)
    yield "users", people.users(rng, world.period, newcomers)
    yield "system_config", _config(world)


def _config(world: World) -> pa.Table:
    size = len(CONFIG)
    opening = moments(np.full(size, world.period.start + HOUR))
    return pa.table(
        {
            "id": [f"cfg_{key}" for key in CONFIG],
            "key": list(CONFIG),
            "value": [json.dumps(value) for value, _ in CONFIG.values()],
            "description": [description for _, description in CONFIG.values()],
            "updated_by": pa.repeat(people.SUPPORT, size),
            "updated_at": opening,
            "created_at": opening,
        }
    )


ACTIONS = {
    "APPROVE_PROVIDER": (people.SUPPORT, "PROVIDER", providers.PROFILE),
    "REJECT_PROVIDER": (people.SUPPORT, "PROVIDER", providers.PROFILE),
    "BAN_USER": (people.SUPPORT, "USER", customers.USER),
    "CANCEL_BOOKING": (people.SUPPORT, "BOOKING", "bkg_"),
    "RESOLVE_DISPUTE": (people.MODERATOR, "BOOKING", "bkg_"),
    "UNPUBLISH_REVIEW": (people.MODERATOR, "REVIEW", "rev_"),
}
"""Who acts, on what, and how ids of that begin."""


def decisions(world: World) -> Iterator[Rows]:
    """Yield `admin_logs` about providers approved or rejected and customers banned."""
    who = world.providers
    approved, rejected = (np.flatnonzero(who.status == code) for code in (APPROVED, REJECTED))
    yield _log("APPROVE_PROVIDER", approved, who.approved[approved])
    refused = np.minimum(who.registered[rejected] + 20 * HOUR, world.period.end - 1)
    yield _log("REJECT_PROVIDER", rejected, refused)
    banned = np.flatnonzero(world.customers.banned != NEVER)
    yield _log("BAN_USER", banned, world.customers.banned[banned])


def of_bookings(batch: Bookings, written: Written) -> Iterator[Rows]:
    """Yield `admin_logs` about cancelled and disputed bookings and moderated reviews."""
    course = batch.course
    by_admin = np.flatnonzero(course.cancelled_by == ADMIN)
    yield _log("CANCEL_BOOKING", batch.serial[by_admin] - 1, course.cancelled[by_admin])
    solved = np.flatnonzero(course.resolved != NEVER)
    yield _log("RESOLVE_DISPUTE", batch.serial[solved] - 1, course.resolved[solved])
    hidden = np.flatnonzero(~written.published)
    serial = written.bookings.serial[hidden] - 1
    yield _log("UNPUBLISH_REVIEW", serial, written.moderated[hidden])


def _log(action: str, which: Ints, at: Ints) -> Rows:
    """Return what an admin did to the entities with these numbers (0 is the first)."""
    by, entity, prefix = ACTIONS[action]
    size = len(which)
    return "admin_logs", pa.table(
        {
            "id": ids(f"adm_{action.lower()}_", which + 1),
            "user_id": pa.repeat(by, size),
            "action": pa.repeat(action, size),
            "entity_type": pa.repeat(entity, size),
            "entity_id": ids(prefix, which + 1),
            "details": pa.repeat('{"source":"admin"}', size),
            "ip_address": text("198.51.100.", which % 200 + 1),
            "user_agent": pa.repeat(BROWSER, size),
            "created_at": moments(at),
        }
    )
