"""Labels that tell things apart: two of one name are two, and say which is which."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pandas import DataFrame, Series

SHORT, WHOLE = 8, 12
"""So many letters of an id are enough where these differ; ids up to `WHOLE` are shown whole."""


def distinct(labels: Mapping[str, str]) -> dict[str, str]:
    """Return the label of each id; those that look the same end in a part of the id that differs.

    An empty id stands for no choice, and keeps its label.

    >>> distinct({"a1": "Asha Devi", "b2": "Asha  Devi", "c3": "Ravi"})
    {'a1': 'Asha Devi · a1', 'b2': 'Asha  Devi · b2', 'c3': 'Ravi'}
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for key, label in labels.items():
        alike[_seen(label)].append(key)
    endings = {
        key: ending
        for keys in alike.values()
        if len(keys) > 1
        for key, ending in zip(keys, _endings(keys), strict=True)
    }
    told = {key: _ended(label, endings.get(key, "")) for key, label in labels.items()}
    if len(set(told.values())) < len(told):  # somebody is called as another one was told apart
        return {key: _ended(label, key) for key, label in labels.items()}
    return told


def named_apart(frame: DataFrame, name: str, key: str = "key") -> DataFrame:
    """Return the frame with a label of its own for each key in the column `name`.

    What has no key (a missing one) keeps its name.
    """
    known = frame[frame[key].notna()].drop_duplicates(key)
    labels = distinct(dict(zip(known[key], known[name], strict=True)))
    told = [
        labels.get(identity, label) for identity, label in zip(frame[key], frame[name], strict=True)
    ]
    return frame.assign(**{name: Series(told, index=frame.index, dtype=object)})


def among(label: str, key: str, keys: Sequence[str] | None) -> str:
    """Return the label of an id that those of other ids look like, its own among them, if any do.

    >>> among("Asha Devi", "a1", ["a1", "b2"]), among("Ravi", "c3", None)
    ('Asha Devi · a1', 'Ravi')
    """
    endings = dict(zip(keys, _endings(keys), strict=True)) if keys else {}
    return _ended(label, endings.get(key, ""))


def kinds_apart(frame: DataFrame) -> DataFrame:
    """Return rows by category and sub-category (its key, None for none) with a label of their own
    for each; what is of no sub-category is called by its category.
    """
    named = named_apart(named_apart(frame, "category", "category_id"), "sub_category")
    rest = [f"{category}: no sub-category" for category in named["category"]]
    return named.assign(sub_category=named["sub_category"].where(named["key"].notna(), rest))


def gaps_apart(frame: DataFrame) -> DataFrame:
    """Return rows by category and sub-category (category_id and sub_category_id, missing for none)
    with a label of their own for each.
    """
    named = named_apart(frame, "category", "category_id")
    return named_apart(named, "sub_category", "sub_category_id")


def _endings(keys: Iterable[str]) -> list[str]:
    """Return what tells the ids apart: their beginnings where these differ, else the whole ids."""
    whole = list(keys)
    short = [key if len(key) <= WHOLE else key[:SHORT] for key in whole]
    return short if len(set(short)) == len(whole) else whole


def _ended(label: str, ending: str) -> str:
    return f"{label} · {ending}" if ending else label


def _seen(label: str) -> str:
    """Return a label as the eye sees it: composed letters, runs of blanks as one."""
    return " ".join(unicodedata.normalize("NFC", label).split())
