"""The lists of screens by name: a file is made by asking for the list again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from inspect import signature
from types import MappingProxyType
from typing import Any, get_type_hints

from pandas import DataFrame, Series
from pydantic import TypeAdapter, ValidationError

from queries import bookings, coverage, data, live, overview, providers, revenue, search
from queries.errors import InvalidQuestion, NoRight
from queries.export.asked import Column, Listing
from queries.identities import gaps_apart, kinds_apart, named_apart
from queries.source import Source
from queries.steps import noted

Finish = Callable[[DataFrame], DataFrame]


@dataclass(frozen=True)
class Known:
    """A list: what tells it, and what people need to read it."""

    told: Callable[..., DataFrame]
    finish: Finish = lambda frame: frame


def _apart(column: str, key: str = "key") -> Finish:
    return partial(named_apart, name=column, key=key)


def _metrics(_: Source, wanted: str = "") -> DataFrame:
    return data.containing(data.metrics(), wanted)


def _queries(_: Source, wanted: str = "") -> DataFrame:
    return data.containing(data.named_queries(), wanted)


LISTINGS: Mapping[str, Known] = MappingProxyType(
    {
        "bookings.funnel": Known(bookings.funnel),
        "bookings.cohorts": Known(bookings.cohorts, noted),
        "bookings.by_category": Known(bookings.by_category, _apart("category")),
        "bookings.by_sub_category": Known(bookings.by_sub_category, kinds_apart),
        "bookings.by_district": Known(bookings.by_district),
        "coverage.by_district": Known(coverage.by_district),
        "coverage.by_sub_category": Known(coverage.by_sub_category, kinds_apart),
        "coverage.gap_districts": Known(coverage.gap_districts, gaps_apart),
        "coverage.gap_cells": Known(coverage.gap_cells, gaps_apart),
        "data.jobs": Known(data.jobs),
        "data.metrics": Known(_metrics),
        "data.objects": Known(data.objects),
        "data.quality": Known(data.quality),
        "data.queries": Known(_queries),
        "data.runs": Known(data.runs),
        "data.sources": Known(data.sources),
        "data.versions": Known(data.versions),
        "live.by_category": Known(live.by_category, _apart("category", "category_id")),
        "live.by_district": Known(live.by_district),
        "overview.growth_by_category": Known(overview.growth_by_category, _apart("category")),
        "overview.growth_by_district": Known(overview.growth_by_district),
        "providers.found": Known(providers.found),
        "providers.risen": Known(providers.risen),
        "providers.fallen": Known(providers.fallen),
        "providers.reviews_of": Known(providers.reviews_of),
        "providers.score_of": Known(providers.score_of),
        "providers.stars_of": Known(providers.stars_of),
        "revenue.over_time": Known(revenue.over_time, noted),
        "revenue.split": Known(revenue.split),
        "revenue.by_category": Known(revenue.by_category, _apart("category")),
        "revenue.by_sub_category": Known(revenue.by_sub_category, kinds_apart),
        "revenue.by_district": Known(revenue.by_district),
        "revenue.by_method": Known(revenue.by_method),
        "revenue.in_other_currencies": Known(revenue.in_other_currencies),
        "search.over_time": Known(search.over_time, noted),
        "search.terms": Known(search.terms),
        "search.by_hour": Known(search.by_hour),
        "search.by_district": Known(search.by_district),
        "search.booked_by_category": Known(search.booked_by_category, _apart("category")),
        "search.booked_by_district": Known(search.booked_by_district),
    }
)


def answered(listing: Listing, source: Source) -> DataFrame:
    """Return the rows of a list under the headers of its file.

    Raises InvalidQuestion for a list that is not known or asked otherwise, and what asking raises.
    """
    return headed(asked(listing, source), listing.columns)


def asked(listing: Listing, source: Source) -> DataFrame:
    """Return all that a list tells, by the names of its columns. Raises what `answered` does."""
    known = LISTINGS.get(listing.listing)
    if known is None:
        raise InvalidQuestion(f"there is no list called {listing.listing!r}")
    return known.finish(known.told(source, **_arguments(known.told, listing)))


def _arguments(told: Callable[..., DataFrame], listing: Listing) -> dict[str, Any]:
    """Return what a list is asked with: days where it has some, and its options by their types."""
    taken, kinds = signature(told).parameters, get_type_hints(told)
    if unknown := [*listing.options.keys() - taken.keys()]:
        raise InvalidQuestion(f"{listing.listing} has no option {unknown[0]!r}")
    try:
        options = {
            name: TypeAdapter(kinds[name]).validate_python(value)
            for name, value in listing.options.items()
        }
    except ValidationError as error:
        raise InvalidQuestion(f"{listing.listing}: {error.errors()[0]['msg']}") from None
    if "filters" not in taken:
        return options
    if listing.filters is None:
        raise InvalidQuestion(f"{listing.listing} is of some days: say which")
    return {"filters": listing.filters, **options}


def headed(frame: DataFrame, columns: tuple[Column, ...]) -> DataFrame:
    """Return the columns of a file, in order, under their headers and in its words."""
    if missing := [column.header for column in columns if column.name not in frame]:
        raise NoRight(f"your role does not see {missing[0]!r} any more: look at the screen again")
    shown = {column.header: _in_words(frame, column) for column in columns}
    if len(shown) < len(columns):
        raise InvalidQuestion("two columns of a file have the same header")
    return DataFrame(shown, columns=list(shown)).reset_index(drop=True)


def _in_words(frame: DataFrame, column: Column) -> Series:
    values = frame[column.name]
    if column.words:
        said = [column.words.get(str(value), value) for value in values]
        values = Series(said, index=frame.index, dtype=object)
    return values if column.missing is None else values.fillna(column.missing)
