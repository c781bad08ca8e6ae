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

Tokens = NDArray[np.int8]  # (tokens, WIDTH): unit vectors, each times a factor of its own, rounded


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
    """Unit vectors as int8: each times its own factor, which its length gives back."""
    return np.asarray(np.rint(vectors * (127 / np.abs(vectors).max(axis=1, keepdims=True))), dtype=np.int8)
