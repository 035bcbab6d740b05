"""What people choose is called as they call it."""

from dataclasses import replace

from pandas import DataFrame

from queries.choice import isolated, translated
from queries.filters import CHOICES
from tests.dashboard.frame.test_links import AVAILABLE


def test_categories_are_found_in_every_language_of_the_state() -> None:
    known = AVAILABLE.categories.assign(
        name_hi=["घरेलू सेवाएं", None], name_ur=["گھریلو خدمات", "ٹیوٹر"]
    )
    offered = CHOICES["category"].offered(replace(AVAILABLE, categories=known))
    assert offered == {
        "cat_home": "Home Services · घरेलू सेवाएं · \u2067گھریلو خدمات\u2069",
        "cat_tutors": "Tutors · \u2067ٹیوٹر\u2069",
    }


def test_names_in_other_languages_are_those_that_there_are() -> None:
    frame = DataFrame({"id": ["a", "b"], "name_hi": [None, "गणित"]})
    assert translated(frame, "id") == {"hi": {"b": "गणित"}}
    assert isolated("ریاضی") == "\u2067ریاضی\u2069"
