"""Kinds of service: sub-categories, and beside those of a category what is of none of them."""

from pandas import DataFrame

from dashboard.parts.identities import named_apart


def told_apart(frame: DataFrame) -> DataFrame:
    """Return rows by category and sub-category (key, None for none) with a label for each.

    What is of no sub-category is called by its category.
    """
    named = named_apart(named_apart(frame, "category", "category_id"), "sub_category")
    rest = [f"{category}: no sub-category" for category in named["category"]]
    return named.assign(sub_category=named["sub_category"].where(named["key"].notna(), rest))
