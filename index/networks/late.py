"""Late interaction: token vectors of every sentence, made once, matched by the tokens of each question (MaxSim).

The score of a sentence is the weighted mean, over the question's tokens, of the highest cosine to one of the sentence's
tokens (Khattab and Zaharia 2020, with learnt weights). A sentence is encoded inside its passage, so that its "he" and
"the plan" are vectors of who and which.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.networks.models import Floats

WIDTH = 96
MOST = 7  # of a rounded dimension, so that it needs 4 bits

Tokens = NDArray[np.int8]  # (tokens, WIDTH): unit vectors, each times a factor of its own, rounded to -MOST to MOST
Packed = NDArray[np.uint8]  # (tokens, WIDTH / 2): the same, two dimensions a byte


@dataclass(frozen=True, slots=True)
class QuestionTokens:
    """float32 (t, WIDTH) unit vectors of a question's tokens, and their (t,) weights, which add up to 1."""

    vectors: Floats
    weights: Floats


def match(question: QuestionTokens, tokens: Tokens, counts: NDArray[np.int64]) -> Floats:
    """float32 (n,) scores, -1 to 1, of n sentences whose tokens stand one after the other, `counts` of each."""
    if not len(counts):
        return np.zeros(0, dtype=np.float32)
    vectors = tokens.astype(np.float32)
    lengths = np.maximum(np.sqrt(np.einsum("td,td->t", vectors, vectors)), 1e-9)
    cosines = vectors @ question.vectors.T / lengths[:, None]
    highest = np.maximum.reduceat(cosines, np.cumsum(counts) - counts, axis=0)
    return np.asarray(highest @ question.weights)


def rounded(vectors: Floats) -> Tokens:
    """Unit vectors as small integers: each times its own factor, which its length gives back."""
    return np.asarray(np.rint(vectors * (MOST / np.abs(vectors).max(axis=1, keepdims=True))), dtype=np.int8)


def packed(tokens: Tokens) -> Packed:
    """Two dimensions a byte: dimension j in its low half, j + WIDTH / 2 in its high one, both plus 8."""
    low, high = np.split((tokens + np.int8(8)).view(np.uint8), 2, axis=1)
    return low | high << np.uint8(4)


def unpacked(data: Packed) -> Tokens:
    """What was packed."""
    return np.concatenate([data & np.uint8(15), data >> np.uint8(4)], axis=1).view(np.int8) - np.int8(8)
