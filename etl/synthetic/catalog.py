"""What the marketplace offers: the document's categories and sub-categories, and some more."""

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from etl.synthetic.calendar import HOUR, Period
from etl.synthetic.columns import Rows, moments
from etl.synthetic.streams import Ints


@dataclass(frozen=True)
class Category:
    """A category as the document seeds it, and how its business works."""

    id: str
    name: str
    hi: str
    ur: str
    slug: str
    icon: str
    description: str
    fee_percent: int
    """The platform's share of a payment."""
    lead_days: float
    """How long ahead customers book (median)."""


@dataclass(frozen=True)
class SubCategory:
    """A sub-category, how much of it people want, and what it costs and takes."""

    id: str
    category: str
    name: str
    hi: str
    ur: str
    slug: str
    share: float
    """Share of all demand, seasons apart."""
    rupees: int
    """Typical price of a job."""
    minutes: int
    """Typical length of a job."""
    services: tuple[str, ...]
    seasons: dict[str, float] = field(default_factory=dict)
    """Demand at the height of a season, as a multiple of usual."""


def _offered() -> tuple[tuple[Category, ...], tuple[SubCategory, ...]]:
    """Return what `catalog.toml` lists, in its order."""
    categories, sub_categories = list[Category](), list[SubCategory]()
    offered = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    for fields in offered["categories"]:
        subs = fields.pop("sub_categories")
        categories.append(Category(**fields))
        for sub in subs:
            services = tuple(sub.pop("services"))
            sub_categories.append(SubCategory(category=fields["id"], services=services, **sub))
    return tuple(categories), tuple(sub_categories)


CATEGORIES, SUB_CATEGORIES = _offered()

CATEGORY_OF: Ints = np.array(
    [[c.id for c in CATEGORIES].index(sub.category) for sub in SUB_CATEGORIES], dtype=np.int64
)
"""Index of the category of each sub-category."""


def categories(period: Period) -> Rows:
    """Return the rows of `categories`; their counters are set after the load."""
    opening = np.full(len(CATEGORIES), period.start)
    return "categories", pa.table(
        {
            "id": [c.id for c in CATEGORIES],
            "name": [c.name for c in CATEGORIES],
            "name_translations": [_names(c) for c in CATEGORIES],
            "slug": [c.slug for c in CATEGORIES],
            "icon": [c.icon for c in CATEGORIES],
            "description": [c.description for c in CATEGORIES],
            "meta_title": [f"{c.name} near you | LocalPro Connect" for c in CATEGORIES],
            "meta_description": [f"{c.description} in Uttar Pradesh" for c in CATEGORIES],
            "sort_order": np.arange(len(CATEGORIES)) + 1,
            "created_at": moments(opening),
            "updated_at": moments(opening),
        }
    )


def sub_categories(period: Period) -> Rows:
    """Return the rows of `sub_categories`; their counter is set after the load."""
    opening = np.full(len(SUB_CATEGORIES), period.start + HOUR)
    first = np.searchsorted(CATEGORY_OF, CATEGORY_OF)
    return "sub_categories", pa.table(
        {
            "id": [s.id for s in SUB_CATEGORIES],
            "category_id": [s.category for s in SUB_CATEGORIES],
            "name": [s.name for s in SUB_CATEGORIES],
            "name_translations": [_names(s) for s in SUB_CATEGORIES],
            "slug": [s.slug for s in SUB_CATEGORIES],
            "description": [", ".join(s.services) for s in SUB_CATEGORIES],
            "sort_order": np.arange(len(SUB_CATEGORIES)) - first + 1,
            "created_at": moments(opening),
            "updated_at": moments(opening),
        }
    )


def _names(item: Category | SubCategory) -> str:
    return json.dumps({"en": item.name, "hi": item.hi, "ur": item.ur}, ensure_ascii=False)
