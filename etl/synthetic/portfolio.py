"""What providers show: photographs of their work and certificates."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from etl.synthetic import people
from etl.synthetic.calendar import DAY, HOUR, NEVER, Period
from etl.synthetic.catalog import SUB_CATEGORIES
from etl.synthetic.columns import Rows, batches, ids, moments, pick, several, text, where
from etl.synthetic.profiles import BATCH
from etl.synthetic.providers import PROFILE, Providers
from etl.synthetic.streams import Domain, Ints, stream

PHOTO_TYPES = ("PORTFOLIO", "PORTFOLIO", "BEFORE", "AFTER", "CERTIFICATION")
ISSUERS = ("ITI Lucknow", "NSDC", "UP Skill Development Mission", "Skill India", "Example Academy")


def rows(seed: int, period: Period, providers: Providers) -> Iterator[Rows]:
    """Yield the rows of `provider_photos` and `certifications`, a batch at a time."""
    for low, high in batches(len(providers), BATCH):
        rng = stream(seed, Domain.PORTFOLIO, low)
        which = np.arange(low, high)
        yield "provider_photos", _photos(rng, period, providers, which)
        yield "certifications", _certifications(rng, period, providers, which)


def _photos(rng: Generator, period: Period, providers: Providers, which: Ints) -> pa.Table:
    owner, place = several(which, rng.poisson(2.6, len(which)))
    added = _between(rng, providers.registered[owner], period.end)
    key = text(ids("pho_", owner + 1), "_", place)
    return pa.table(
        {
            "id": key,
            "provider_id": ids(PROFILE, owner + 1),
            "url": text("https://photos.example.org/", key, ".jpg"),
            "caption": pick([s.services[0] for s in SUB_CATEGORIES], providers.sub[owner]),
            "type": pick(PHOTO_TYPES, rng.integers(0, len(PHOTO_TYPES), len(owner))),
            "sort_order": place,
            "is_verified": rng.random(len(owner)) < 0.6,
            "created_at": moments(added),
        }
    )


def _certifications(rng: Generator, period: Period, providers: Providers, which: Ints) -> pa.Table:
    owner, place = several(which, rng.binomial(2, 0.35, len(which)))
    added = providers.registered[owner] + HOUR // 4
    added = np.minimum(added, period.end - 1)
    issued = added - rng.integers(60, 3000, len(owner)) * DAY
    approved = providers.approved[owner]
    verified = (approved != NEVER) & (rng.random(len(owner)) < 0.8)
    title = pick([s.name for s in SUB_CATEGORIES], providers.sub[owner])
    key = text(ids("crt_", owner + 1), "_", place)
    return pa.table(
        {
            "id": key,
            "provider_id": ids(PROFILE, owner + 1),
            "title": text("Certificate in ", title),
            "issuer": pick(ISSUERS, rng.integers(0, len(ISSUERS), len(owner))),
            "issue_date": moments(issued),
            "expiry_date": moments(issued + 3650 * DAY, rng.random(len(owner)) < 0.5),
            "document_url": text("https://documents.example.org/", key, ".pdf"),
            "verified": verified,
            "verified_by": where(verified, people.SUPPORT),
            "verified_at": moments(np.maximum(approved, added), verified),
            "created_at": moments(added),
        }
    )


def _between(rng: Generator, start: Ints, end: int) -> Ints:
    return start + (rng.random(len(start)) ** 2 * (end - start)).astype(np.int64)
