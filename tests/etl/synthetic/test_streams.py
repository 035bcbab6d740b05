"""Dealing exact totals, whatever the weights and however they are cut into batches."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from etl.synthetic.streams import Domain, Spread, deal, stream


@given(st.integers(0, 5_000), st.lists(st.floats(0.01, 100), min_size=1, max_size=60))
def test_deal_gives_out_the_whole_total(total: int, weights: list[float]) -> None:
    counts = deal(total, np.array(weights))
    assert counts.sum() == total
    assert (counts >= 0).all()


@given(st.data())
def test_spread_deals_the_total_over_batches(data: st.DataObject) -> None:
    weights = np.array(data.draw(st.lists(st.integers(0, 9), min_size=1, max_size=80)))
    total = data.draw(st.integers(0, 200))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(weights)), max_size=5)))
    spread = Spread(total, int(weights.sum()))
    dealt = np.concatenate([spread.deal(part) for part in np.split(weights, cuts)])
    assert dealt.sum() == (total if weights.sum() else 0)
    assert not dealt[weights == 0].any()


@given(st.lists(st.booleans(), min_size=1, max_size=80), st.data())
def test_nobody_gets_two_while_there_is_enough_for_one_each(
    could: list[bool], data: st.DataObject
) -> None:
    weights = np.array(could, dtype=np.int64)
    total = data.draw(st.integers(0, int(weights.sum())))
    dealt = Spread(total, int(weights.sum())).deal(weights)
    assert dealt.sum() == total
    assert (dealt <= weights).all()


def test_domains_and_parts_draw_different_numbers() -> None:
    drawn = {
        float(stream(5, domain, part).random())
        for domain in (Domain.BOOKINGS, Domain.CHAT)
        for part in (0, 1)
    }
    assert len(drawn) == 4
    assert float(stream(5, Domain.CHAT, 1).random()) in drawn
