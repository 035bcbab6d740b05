"""The fast choice agrees with looking at every member."""

import numpy as np

from etl.synthetic.calendar import NEVER
from etl.synthetic.roster import NOBODY, Roster

RNG = np.random.default_rng(3)
GROUPS = RNG.integers(0, 5, 200)
SINCE = np.where(RNG.random(200) < 0.1, NEVER, RNG.integers(1_000, 2_000, 200))
ROSTER = Roster(GROUPS, SINCE, RNG.random(200) + 0.1)
ASKED = np.repeat(np.arange(7), 40)
AT = np.tile(np.linspace(900, 2_100, 40).astype(np.int64), 7)


def test_size_counts_the_members_that_are_there() -> None:
    naive = [
        sum(g == group and s <= at for g, s in zip(GROUPS, SINCE, strict=True))
        for group, at in zip(ASKED, AT, strict=True)
    ]
    assert ROSTER.size(ASKED, AT).tolist() == naive


def test_choose_takes_only_members_that_are_there() -> None:
    chosen = ROSTER.choose(ASKED, AT, RNG.random(len(AT)))
    for member, group, at in zip(chosen, ASKED, AT, strict=True):
        if member == NOBODY:
            assert not ((group == GROUPS) & (at >= SINCE)).any()
        else:
            assert GROUPS[member] == group
            assert SINCE[member] <= at


def test_choose_follows_the_weights() -> None:
    # Weights 1, 2, 5: of 8,000 evenly spaced chances 1,000, 2,000 and 5,000 fall to each.
    roster = Roster(np.zeros(3, dtype=np.int64), np.array([7, 8, 9]), np.array([1.0, 2.0, 5.0]))
    asked = np.zeros(8_000, dtype=np.int64)
    chances = (np.arange(8_000) + 0.5) / 8_000
    chosen = roster.choose(asked, asked + 10, chances)
    assert np.bincount(chosen).tolist() == [1_000, 2_000, 5_000]


def test_nobody_is_there_before_the_first() -> None:
    assert ROSTER.choose(np.array([0]), np.array([0]), np.array([0.5])).tolist() == [NOBODY]
