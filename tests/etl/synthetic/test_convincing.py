"""What an analyst would look at first in the demo; the seed is fixed, so nothing here is luck."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from statistics import mean

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from etl.synthetic import marketplace
from etl.synthetic.places import Places
from etl.synthetic.scales import SCALES
from tests.etl.synthetic.conftest import recipe

COLUMNS = {
    "bookings": ["provider_viewed_at", "confirmed_at", "started_at", "completed_at", "created_at"],
    "payments": ["paid_at"],
    "reviews": ["overall_rating", "provider_id", "created_at"],
    "search_logs": [
        *("results_count", "clicked_provider_id", "click_position", "response_time", "query"),
        *("created_at", "user_id"),
    ],
    "provider_profiles": ["base_location", "category_id"],
}


@pytest.fixture(scope="module")
def demo(where: Places) -> dict[str, pa.Table]:
    kept: dict[str, list[pa.Table]] = {table: [] for table in COLUMNS}
    for table, rows in marketplace.stream(recipe(SCALES["demo"], seed=1), where):
        if table in kept:
            kept[table].append(rows.select(COLUMNS[table]))
    return {table: pa.concat_tables(parts) for table, parts in kept.items()}


def share(condition: pa.ChunkedArray) -> float:
    return float(pc.mean(pc.cast(condition, pa.float64())).as_py())


def test_the_funnel_narrows_as_in_real_life(demo: dict[str, pa.Table]) -> None:
    bookings = demo["bookings"]
    reached = [100 * share(pc.is_valid(bookings[column])) for column in COLUMNS["bookings"][:4]]
    reached.append(100 * share(pc.is_valid(demo["payments"]["paid_at"])) * len(demo["payments"]))
    reached[-1] /= len(bookings)
    reached.append(100 * len(demo["reviews"]) / len(bookings))
    # Of the 6 % that are paid ahead, a fifth do not come to be paid after they are finished.
    assert reached == pytest.approx([92, 74, 66, 62, 59.3, 33], abs=2.5)


def test_searches_find_nothing_sometimes_and_are_clicked_often(demo: dict[str, pa.Table]) -> None:
    searches = demo["search_logs"]
    assert 0.08 < share(pc.equal(searches["results_count"], 0)) < 0.12
    assert 0.35 < share(pc.is_valid(searches["clicked_provider_id"])) < 0.45


def test_clicks_prefer_the_top(demo: dict[str, pa.Table]) -> None:
    positions = np.bincount(demo["search_logs"]["click_position"].drop_null().to_numpy())
    assert (np.diff(positions[1:9]) < 0).all()


def test_answers_are_fast_with_a_long_tail(demo: dict[str, pa.Table]) -> None:
    times = demo["search_logs"]["response_time"].drop_null().to_numpy()
    median, slow = np.percentile(times, [50, 99.5])
    assert 105 < median < 135
    assert slow > 8 * median


def test_queries_have_a_head_and_a_long_tail(demo: dict[str, pa.Table]) -> None:
    queries = Counter(demo["search_logs"]["query"].to_pylist())
    top = sum(count for _, count in queries.most_common(20))
    assert top > 0.1 * len(demo["search_logs"])
    assert sum(count == 1 for count in queries.values()) > 3_000
    assert {"plumber", "plumbar", "bijli wala", "बिजली मिस्त्री"} <= queries.keys()


def test_business_grows_over_the_year(demo: dict[str, pa.Table]) -> None:
    last = datetime(2025, 11, 19, 18, 30, tzinfo=UTC)
    for table in ("bookings", "search_logs"):
        made = demo[table]["created_at"].to_pylist()
        recent = sum(at > last - timedelta(days=90) for at in made)
        early = sum(at < last - timedelta(days=275) for at in made)
        assert recent > 3 * early > 0


def test_ratings_are_good_on_the_whole_but_not_all(demo: dict[str, pa.Table]) -> None:
    stars = np.bincount(demo["reviews"]["overall_rating"].to_numpy(), minlength=6)
    assert stars[5] > stars[4] > stars[3] > 0
    assert stars[1] + stars[2] > 0.02 * stars.sum()
    averages = {
        row["provider_id"]: row["overall_rating_mean"]
        for row in demo["reviews"]
        .group_by("provider_id")
        .aggregate([("overall_rating", "mean"), ("overall_rating", "count")])
        .to_pylist()
        if row["overall_rating_count"] >= 10
    }
    assert max(averages.values()) > 4.7
    assert min(averages.values()) < 3.8


def test_lucknow_comes_first_and_most_districts_have_nobody(demo: dict[str, pa.Table]) -> None:
    cities = Counter(
        text.split('"city":"')[1].split('"')[0]
        for text in demo["provider_profiles"]["base_location"].to_pylist()
    )
    assert cities.most_common(2)[0][0] == "Lucknow"
    assert cities.most_common(2)[1][0] == "Kanpur Nagar"
    assert 15 < len(cities) < 50


def test_some_providers_decline_and_some_improve(demo: dict[str, pa.Table]) -> None:
    stars: dict[str, list[int]] = defaultdict(list)
    for review in demo["reviews"].sort_by("created_at").to_pylist():
        stars[review["provider_id"]].append(review["overall_rating"])
    trends = [mean(own[-10:]) - mean(own) for own in stars.values() if len(own) >= 20]
    # The bounds of the trend part of the reputation score: declining, stable, improving.
    assert sum(trend <= -0.3 for trend in trends) >= 3
    assert sum(trend > 0.1 for trend in trends) >= 5
    assert sum(abs(trend) <= 0.1 for trend in trends) > len(trends) / 3
