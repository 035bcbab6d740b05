"""Reviews: who writes one, how the provider's work rates, moderation, and the provider's answer."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from etl.synthetic import customers, people, providers
from etl.synthetic.bookings import Bookings
from etl.synthetic.calendar import DAY, HOUR, NEVER
from etl.synthetic.columns import Rows, either, ids, moments, one_of, pick, text, where
from etl.synthetic.streams import Domain, Floats, Ints, Mask, Spread, stream
from etl.synthetic.world import World

BAD_DAYS = 0.035
"""Share of the jobs that go wrong whoever does them."""
EDITED = 0.03
"""Share of the reviews that their authors reword within ten days."""
SENTIMENTS = ("NEGATIVE", "NEUTRAL", "POSITIVE")
COMMENTS = {
    1: (
        *("Very bad experience, work had to be done again.", "Bahut kharab kaam, paise waste."),
        *("Came three hours late and was rude.", "काम अधूरा छोड़ दिया।"),
    ),
    2: (
        *("Not satisfied, problem came back after two days.", "Kaam theek nahi hua."),
        *("Charged more than quoted.", "समय पर नहीं आए।"),
    ),
    3: (
        *("Average work, price a little high.", "Theek thaak kaam.", "ठीक-ठाक काम किया।"),
        *("Work is fine but came late.",),
    ),
    4: (
        *("Good work, polite and clean.", "Accha kaam kiya, thoda late aaye.", "अच्छा काम।"),
        *("Reasonable price, will book again.", "Did what was promised."),
    ),
    5: (
        *("Excellent work! Very polite and professional.", "Ekdum badhiya kaam, dhanyavaad!"),
        *("बहुत बढ़िया काम, समय पर आए।", "Highly recommended, fixed in no time."),
        *("Best in the area, fair price.", "Bahut hi accha behaviour aur kaam."),
    ),
}
RESPONSES = ("Thank you for your trust!", "Dhanyavaad, phir seva ka mauka dein.", "आपका धन्यवाद।")
APOLOGIES = ("Sorry for the trouble, please call us.", "Maafi chahte hain, dobara theek kar denge.")


@dataclass(frozen=True)
class Written:
    """The reviews of a batch of bookings, as numbers."""

    bookings: Bookings
    """Those that were reviewed."""
    at: Ints
    rating: Ints
    responded: Ints
    """When the provider answered, or NEVER."""
    published: Mask
    flagged: Ints
    """When somebody flagged it, or NEVER."""

    @property
    def moderated(self) -> Ints:
        """When a moderator looks at it, if one does: at a flag, else as it comes."""
        return np.where(self.flagged != NEVER, self.flagged, self.at)


def write(world: World, batch: Bookings, spread: Spread) -> Written:
    """Return who of the batch writes a review, dealt from `spread` over all who could."""
    rng = stream(world.seed, Domain.REVIEWS, int(batch.serial[0]))
    could = batch.course.reviewable != NEVER
    chosen = batch.take(np.flatnonzero(spread.deal(could.astype(np.int64))))
    at, end = chosen.course.reviewable, world.period.end
    rating = _overall(rng, world, chosen, at)
    responded = at + 2 * HOUR + (rng.exponential(1.5, len(chosen)) * DAY).astype(np.int64)
    responds = rng.random(len(chosen)) < np.where(rating <= 2, 0.5, 0.33)
    flagged = at + HOUR + (rng.random(len(chosen)) * 3 * DAY).astype(np.int64)
    is_flagged = rng.random(len(chosen)) < np.where(rating <= 2, 0.08, 0.01)
    return Written(
        chosen,
        at,
        rating,
        np.where(responds & (responded < end), responded, NEVER),
        rng.random(len(chosen)) >= 0.025,
        np.where(is_flagged & (flagged < end), flagged, NEVER),
    )


def _overall(rng: Generator, world: World, chosen: Bookings, at: Ints) -> Ints:
    """The provider's quality at that time, the customer's mood, and what went wrong."""
    quality = world.providers.quality[chosen.provider]
    years = (at - world.period.start) / (365 * DAY)
    mood = rng.normal(0, 0.7, len(chosen)) - 2.4 * (rng.random(len(chosen)) < BAD_DAYS)
    trouble = np.where(chosen.course.disputed != NEVER, 2.0, 0.0)
    felt = quality + 0.25 + world.providers.drift[chosen.provider] * years + mood - trouble
    return _stars(felt)


def _stars(felt: Floats) -> Ints:
    return np.clip(np.rint(felt), 1, 5).astype(np.int64)


def rows(world: World, written: Written) -> Rows:
    """Return the rows of `reviews`."""
    chosen, rating, size = written.bookings, written.rating, len(written.bookings)
    rng = stream(world.seed, Domain.REVIEW_TEXTS, int(chosen.serial[0]) if size else 0)
    photo = text("{https://photos.example.org/reviews/", chosen.serial, ".jpg}")
    score = np.clip((rating - 3) / 2.2 + rng.normal(0, 0.08, size), -1, 1)
    return "reviews", pa.table(
        {
            "id": ids("rev_", chosen.serial),
            "booking_id": chosen.key,
            "customer_id": ids(customers.PROFILE, chosen.customer + 1),
            "provider_id": ids(providers.PROFILE, chosen.provider + 1),
            "overall_rating": rating,
            **_parts(rng, rating),
            "comment": where(rng.random(size) < 0.72, _comments(rng, rating)),
            "photos": either(rng.random(size) < 0.08, photo, "{}"),
            **_aftermath(rng, written, world.period.end),
            "helpful_count": rng.poisson(0.8, size),
            "not_helpful_count": rng.poisson(0.15, size),
            "sentiment": pick(SENTIMENTS, np.clip(rating - 2, 0, 2)),
            "sentiment_score": np.round(score, 2),
            "created_at": moments(written.at),
        }
    )


def _aftermath(rng: Generator, written: Written, end: int) -> dict[str, object]:
    """What became of it: others flag, hide or answer it, some authors reword it."""
    flagged, responded = written.flagged != NEVER, written.responded != NEVER
    moderated = flagged | ~written.published
    edited = written.at + HOUR + (rng.random(len(flagged)) * 10 * DAY).astype(np.int64)
    is_edited = (rng.random(len(flagged)) < EDITED) & (edited < end)
    changes = np.stack(
        [
            written.moderated,
            np.where(responded, written.responded, 0),
            np.where(is_edited, edited, 0),
        ]
    )
    return {
        "is_published": written.published,
        "is_flagged": flagged,
        "flag_reason": where(flagged, "Abusive or untrue"),
        "flagged_by": where(flagged, ids(providers.USER, written.bookings.provider + 1)),
        "flagged_at": moments(written.flagged),
        "moderated_by": where(moderated, people.MODERATOR),
        "moderated_at": moments(written.moderated, moderated),
        "provider_response": where(responded, _responses(rng, written.rating)),
        "responded_at": moments(written.responded),
        "updated_at": moments(changes.max(axis=0)),
    }


def _parts(rng: Generator, rating: Ints) -> dict[str, pa.Array]:
    """The four sub-ratings lie around the overall one; some customers leave them out."""
    given = rng.random(len(rating)) < 0.85
    names = ("quality_rating", "punctuality_rating", "professionalism_rating", "value_rating")
    return {
        name: pa.array(_stars(rating + rng.normal(shift, 0.5, len(rating))), mask=~given)
        for name, shift in zip(names, (0.05, -0.15, 0.05, -0.1), strict=True)
    }


def _comments(rng: Generator, rating: Ints) -> pa.Array:
    by_stars = [COMMENTS[stars] for stars in range(1, 6)]
    return one_of(by_stars, rating - 1, rng.integers(0, 1000, len(rating)))


def _responses(rng: Generator, rating: Ints) -> pa.Array:
    spread = rng.integers(0, 6, len(rating))
    return either(rating <= 2, pick(APOLOGIES, spread % 2), pick(RESPONSES, spread % 3))
