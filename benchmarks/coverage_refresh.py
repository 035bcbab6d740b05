"""Promise: what 50 providers change of coverage costs a fraction of counting all, time and again.

Among 10,000 providers with areas as people have them, 50 change in one way, ten times in a row with
a refresh after each: their areas grow; they move; they leave; only their scores change. Prints for
each way the seconds to count coverage (the median and the worst round), those of the whole refresh,
and the ratio to counting all cells, which is done beside it; then what it costs when one provider
serves the whole state, and when all change at once.
"""

import time
from statistics import median

import psycopg

from etl.refresh import coverage
from etl.refresh.publish import begin, publish
from etl.rollups import ROLLUPS
from etl.synthetic.scales import Scale
from tests.marketplaces import made

[COVERAGE] = (rollup for rollup in ROLLUPS if rollup.name == "coverage_cells")
PROVIDERS = 10_000
CHANGED, ROUNDS = 50, 10

SCALE = Scale(
    name="10,000 providers",
    days=365,
    reach=1.0,
    growth=100.0,
    users=12_000,
    providers=PROVIDERS,
    bookings=500,
    reviews=200,
    messages=1_000,
    searches=5_000,
    notifications=1_000,
)

WAYS = {
    "areas grow": """service_areas = (
        SELECT jsonb_agg(area || CASE WHEN area ? 'radiusKm'
            THEN jsonb_build_object('radiusKm', (area ->> 'radiusKm')::numeric + 0.5)
            ELSE '{}' END)
        FROM jsonb_array_elements(service_areas) AS area
    )""",
    "areas move": """service_areas = (
        SELECT jsonb_agg(area || CASE WHEN area ? 'lat'
            THEN jsonb_build_object('lat', (area ->> 'lat')::numeric + 0.02)
            ELSE '{}' END)
        FROM jsonb_array_elements(service_areas) AS area
    )""",
    "providers leave": "is_active = false",
    "only scores change": "reputation_score = (7 * %(round)s + length(id) * 31) %% 100",
}
CHANGE = """
    UPDATE provider_profiles SET {change}
    WHERE id IN (
        SELECT id FROM provider_profiles
        WHERE is_active AND profile_status = 'APPROVED'
            AND service_areas @> '[{{"type": "radius"}}]'
        ORDER BY md5(id || %(round)s::text) LIMIT %(changed)s
    )
"""
WHOLE_STATE = """
    UPDATE provider_profiles
    SET service_area = ST_SetSRID(ST_MakeEnvelope(75, 22, 86, 32), 4326)
    WHERE id = (SELECT min(id) FROM provider_profiles WHERE is_active)
"""


def main() -> None:
    """Measure on a marketplace of its own."""
    with made(SCALE) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            # The score is written as it is, whatever the rules say.
            connection.execute("VACUUM ANALYZE")
        print("way: seconds of coverage (median, worst), of the refresh; all cells; ratio")
        for way, change in WAYS.items():
            compare(url, way, change, CHANGED, ROUNDS)
        seconds(url, WHOLE_STATE, {})
        compare(url, "areas grow, one is the state", WAYS["areas grow"], CHANGED, ROUNDS)
        compare(url, "all areas grow", WAYS["areas grow"], PROVIDERS, 1)
        compare(url, "all scores change", WAYS["only scores change"], PROVIDERS, 1)


def compare(url: str, way: str, change: str, changed: int, rounds: int) -> None:
    """Print what so many providers that change in this way cost, beside counting all."""
    taken = [
        seconds(url, CHANGE.format(change=change), {"round": number, "changed": changed})
        for number in range(rounds)
    ]
    counted, refreshed = zip(*taken, strict=True)
    everything = counting_all(url)
    print(
        f"  {way:<30} {median(counted):>7.3f} {max(counted):>7.3f} {median(refreshed):>7.3f}"
        f" {everything:>7.3f}   1/{everything / median(counted):.1f}",
        flush=True,
    )


def seconds(url: str, change: str, params: dict[str, object]) -> tuple[float, float]:
    """Return the seconds of coverage and of the whole refresh after a change."""
    with psycopg.connect(url) as connection:
        connection.execute(change.encode(), params)
    started = time.perf_counter()
    version = publish(url)
    taken = time.perf_counter() - started
    assert version is not None
    [state] = (each for each in version.objects if each.name == COVERAGE.view)
    return state.seconds, taken


def counting_all(url: str) -> float:
    """Return the seconds to count all cells, as a refresh does; what was counted stays."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        begin(connection)
        started = time.perf_counter()
        coverage.count_all(connection, COVERAGE)
        taken = time.perf_counter() - started
        connection.rollback()
    return taken


if __name__ == "__main__":
    main()
