"""Conversations: one room per customer and provider, messages around each of their bookings."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from etl.synthetic import customers, providers
from etl.synthetic.bookings import Bookings
from etl.synthetic.calendar import MINUTE, NEVER, SECOND, when_awake
from etl.synthetic.columns import (
    Rows,
    either,
    ids,
    moments,
    one_of,
    pick,
    place_json,
    several,
    text,
    where,
)
from etl.synthetic.lifecycle import CANCELLED
from etl.synthetic.phrases import ARRANGING, CUSTOMER_SAYS, DONE, LOST, OPENING, PROVIDER_SAYS
from etl.synthetic.streams import Domain, Ints, Mask, Spread, stream
from etl.synthetic.world import World

TYPES = ("TEXT", "IMAGE", "VOICE", "LOCATION", "DOCUMENT", "VIDEO", "SYSTEM")
TYPE_SHARES = (0.905, 0.04, 0.025, 0.015, 0.006, 0.004, 0.005)
TEXT, IMAGE, VOICE, LOCATION, DOCUMENT, VIDEO, SYSTEM = range(7)
MEDIA = ("", "image/jpeg", "audio/ogg", "", "application/pdf", "video/mp4", "")
FLAGS = pa.array([[], ["SPAM"]], pa.list_(pa.string()))

EN, HI, LATIN = range(3)
LANGUAGES = ("en", "hi", "hi-Latn")
SILENT = 0.2
"""Share of the bookings without a word."""


@dataclass(frozen=True)
class Talk:
    """The messages of a batch of bookings, as numbers."""

    bookings: Bookings
    which: Ints
    """Place of each message's booking in the batch."""
    place: Ints
    """0 is the first message about its booking."""
    at: Ints
    by_customer: Mask
    mood: Ints


def weights(world: World, batch: Bookings) -> Ints:
    """Return how talkative each booking is (0: not a word)."""
    rng = stream(world.seed, Domain.CHAT_WEIGHTS, int(batch.serial[0]))
    words = np.minimum(2 + rng.geometric(0.14, len(batch)), 40)
    return np.where(rng.random(len(batch)) < SILENT, 0, words)


def talk(world: World, batch: Bookings, spread: Spread) -> Talk:
    """Return the messages of the batch, dealt from `spread` over all bookings."""
    rng = stream(world.seed, Domain.CHAT, int(batch.serial[0]))
    counts = spread.deal(weights(world, batch))
    which, place = several(np.arange(len(batch)), counts)
    progress = (place + rng.random(len(which))) / counts[which]
    by_customer = rng.random(len(which)) < 0.5
    at = _moments(world.period.end, batch, which, progress)
    closing = np.where(batch.course.status[which] == CANCELLED, LOST, ARRANGING)
    closing = np.where(batch.course.completed[which] <= at, DONE, closing)
    mood = np.select([progress < 0.3, progress < 0.7], [OPENING, ARRANGING], closing)
    return Talk(batch, which, place, at, by_customer | (place == 0), mood)


def _moments(end: int, batch: Bookings, which: Ints, progress: np.ndarray) -> Ints:
    """Between the booking and a little after its last change, in order for each booking; at night
    hardly anybody writes."""
    begin = batch.created + 30 * SECOND
    stop = np.minimum(batch.course.last_change(batch.created) + 45 * MINUTE, end - SECOND)
    begin = np.minimum(begin, stop)
    at = begin[which] + ((stop - begin)[which] * progress**1.3).astype(np.int64)
    awake = when_awake(at)
    at = np.where(awake < stop[which], awake, at)
    return at[np.lexsort((at, which))]


class Rooms:
    """Remembers which customer has a room with which provider: one number per pair."""

    def __init__(self) -> None:
        self._known: Ints = np.array([], dtype=np.int64)

    def rows(self, world: World, spoken: Talk) -> Rows:
        """Return the rows of `chat_rooms` for the pairs that talk for the first time."""
        batch = spoken.bookings.take(np.unique(spoken.which))
        pair = batch.customer * len(world.providers) + batch.provider
        _, first = np.unique(pair, return_index=True)
        first = np.sort(first[~np.isin(pair[first], self._known)])
        self._known = np.concatenate([self._known, pair[first]])
        return "chat_rooms", _rooms(batch.take(first))


def _rooms(batch: Bookings) -> pa.Table:
    return pa.table(
        {
            "id": _room(batch),
            "customer_id": ids(customers.PROFILE, batch.customer + 1),
            "provider_id": ids(providers.PROFILE, batch.provider + 1),
            "booking_id": batch.key,
            "is_archived": batch.serial % 29 == 0,
            "created_at": moments(batch.created),
            "updated_at": moments(batch.created),
        }
    )


def _room(batch: Bookings) -> pa.Array:
    return text(ids("cht_", batch.customer + 1), "_", ids("", batch.provider + 1, 5))


def rows(world: World, spoken: Talk) -> Iterator[Rows]:
    """Yield the rows of `messages`."""
    rng = stream(world.seed, Domain.CHAT_TEXTS, int(spoken.bookings.serial[0]))
    batch, size = spoken.bookings.take(spoken.which), len(spoken.which)
    kind = rng.choice(len(TYPES), size, p=TYPE_SHARES)
    key = text(ids("msg_", batch.serial), "_", ids("", spoken.place + 1, 3))
    read = _read(rng, world.period.end, spoken)
    deleted = np.where(rng.random(size) < 0.004, spoken.at + 3 * MINUTE, NEVER)
    deleted = np.where(deleted < world.period.end, deleted, NEVER)
    moderated = rng.random(size) < 0.1
    table = {
        "id": key,
        "chat_room_id": _room(batch),
        "sender_id": either(
            spoken.by_customer,
            ids(customers.USER, batch.customer + 1),
            ids(providers.USER, batch.provider + 1),
        ),
        "type": pick(TYPES, kind),
        **_content(rng, world, batch, spoken, kind),
        **_media(rng, world, batch, kind, key),
        "is_read": read != NEVER,
        "read_at": moments(read),
        "is_deleted": deleted != NEVER,
        "deleted_at": moments(deleted),
        "is_moderated": moderated,
        "moderation_flags": pick(FLAGS, (moderated & (rng.random(size) < 0.03)).astype(np.int64)),
        "created_at": moments(spoken.at),
    }
    yield "messages", pa.table(table)


def _read(rng: Generator, end: int, spoken: Talk) -> Ints:
    """Nearly all are read soon; the latest words of some conversations never are."""
    read = spoken.at + (rng.lognormal(np.log(6), 1.2, len(spoken.at)) * MINUTE).astype(np.int64)
    last = np.append(spoken.which[1:] != spoken.which[:-1], True)
    ignored = last[: len(read)] & (rng.random(len(read)) < 0.1)
    return np.where(ignored | (read >= end), NEVER, read)


def _content(
    rng: Generator, world: World, batch: Bookings, spoken: Talk, kind: Ints
) -> dict[str, pa.Array]:
    """Text as it was written, and translated where the other side reads another language."""
    chance = rng.integers(0, 1000, len(batch))
    customer = np.array([EN, HI, LATIN])[world.customers.language[batch.customer]]
    provider = batch.provider % 3
    written = np.where(spoken.by_customer, customer, provider)
    reads = np.where(spoken.by_customer, provider, customer)
    translated = (written != reads) & (written != LATIN) & (reads != LATIN)
    translated &= kind == TEXT
    has_text = (kind == TEXT) | (kind == SYSTEM)
    original = _phrases(spoken, chance, written)
    shown = _phrases(spoken, chance, np.where(translated, reads, written))
    system = either(kind == SYSTEM, text("Booking ", batch.number, " was updated"), shown)
    return {
        "content": where(has_text, system),
        "original_content": where(translated, original),
        "detected_language": where(kind == TEXT, pick(LANGUAGES, written)),
        "translated_to": where(translated, pick(LANGUAGES, reads)),
    }


def _phrases(spoken: Talk, chance: Ints, language: Ints) -> pa.Array:
    said = [*CUSTOMER_SAYS.values(), *PROVIDER_SAYS.values()]
    groups = [[phrase[tongue] for phrase in group] for group in said for tongue in (EN, HI, LATIN)]
    group = spoken.mood + np.where(spoken.by_customer, 0, len(CUSTOMER_SAYS))
    return one_of(groups, group * 3 + language, chance)


def _media(
    rng: Generator, world: World, batch: Bookings, kind: Ints, key: pa.Array
) -> dict[str, pa.Array]:
    size = len(batch)
    has_file = np.isin(kind, (IMAGE, VOICE, DOCUMENT, VIDEO))
    lasts = np.isin(kind, (VOICE, VIDEO))
    lat, lng = world.customers.lat[batch.customer], world.customers.lng[batch.customer]
    return {
        "media_url": where(has_file, text("https://media.example.org/", key)),
        "media_type": where(has_file, pick(MEDIA, kind)),
        "media_size": pa.array(rng.integers(20_000, 3_000_000, size), mask=~has_file),
        "media_duration": pa.array(rng.integers(2, 90, size), mask=~lasts),
        "location": where(kind == LOCATION, place_json(lat, lng)),
    }
