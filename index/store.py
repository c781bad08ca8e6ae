"""The seam of stores: what one opened generation answers, wherever it is kept.

Everything above asks a store and never a file, FAISS or BM25.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.networks import late
from index.networks.encoder import Vectors

Rows = NDArray[np.int64]

HYBRID = ("sentence_bm25", "passage_bm25", "sentence_cosine", "passage_cosine")
SCORES = (*HYBRID, late.SCORE)


@dataclass(frozen=True, slots=True)
class Hits:
    """Sentences that may answer: int64 (n,) rows, ascending, and their float32 (n, 4 or 5) scores.

    The scores are named by `SCORES`, or by `HYBRID` where there is no late interaction.
    """

    rows: Rows
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the searches want it.

    Attributes:
        text: the words to match.
        vector: float32 (dimension,) of L2 norm 1.
        tokens: for the late interaction, where there is one.
    """

    text: str
    vector: Vectors
    tokens: late.QuestionTokens | None = None
