"""BM25 over sentences or passages, by bm25s: scores are computed at build time and memory-mapped at question time."""

import math
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import bm25s
import numpy as np
import Stemmer
from bm25s.stopwords import STOPWORDS_EN
from numpy.typing import NDArray

# Robertson's usual ranges; b = .4 suits units as short as a sentence (the value of the ReQA baseline).
K1, B = 0.9, 0.4

_WORD = re.compile(r"\w+")
# Lucene's 33 words, and those that ask: on SQuAD train (5,844 questions, each against its own article) BM25 alone puts
# the right sentence first for .645 with both lists, .620 with the first, .635 with the 179 words of STOPWORDS_EN_PLUS.
_ASKING = "what which who whom whose when where why how much many do does did"
_STOPWORDS = frozenset([*STOPWORDS_EN, *_ASKING.split()])


def tokenize(text: str) -> list[str]:
    """Stemmed lower-case words without accents and English stop words. For matching only: offsets are not kept."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
    # A stemmer holds state and is cheap to make; one per call needs no lock.
    stems: list[str] = Stemmer.Stemmer("english").stemWords([w for w in words if w not in _STOPWORDS])
    return stems


class LexicalIndex:
    """BM25 scores of n texts, each divided by the most that any text could score: between 0 and 1."""

    def __init__(self, bm25: bm25s.BM25) -> None:
        self._bm25 = bm25
        self._size = int(bm25.scores["num_docs"])
        frequencies = np.diff(bm25.scores["indptr"])
        self._idf = np.log1p((self._size - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)
        self._idf_unseen = math.log1p((self._size + 0.5) / 0.5)

    @classmethod
    def build(cls, texts: Iterable[str]) -> Self:
        """Index texts in the order given."""
        vocabulary: dict[str, int] = {"": 0}  # stands in texts of stop words alone: bm25s divides by the mean length
        ids = [[vocabulary.setdefault(t, len(vocabulary)) for t in tokenize(text)] or [0] for text in texts]
        bm25 = bm25s.BM25(method="lucene", k1=K1, b=B)
        bm25.index((ids, vocabulary), show_progress=False, create_empty_token=False)
        return cls(bm25)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open what `save` wrote, memory-mapped."""
        return cls(bm25s.BM25.load(folder, mmap=True, show_progress=False))

    def save(self, folder: Path) -> None:
        """Write the scores as `.npy` files and the vocabulary as JSON; nothing is pickled."""
        self._bm25.save(folder, show_progress=False)

    def scores(self, question: str) -> NDArray[np.float32]:
        """float32 (n,): the share of the question's information (summed idf) that each text holds, 0 to 1.

        A term's BM25 score in Lucene's form, idf * tf / (tf + k1 * (1 - b + b * length / mean length)), is below its
        idf, so the sum of the idf is a bound. Words that no text has count in the bound with the idf they would have.
        """
        tokens = tokenize(question)
        known = [self._bm25.vocab_dict[t] for t in tokens if t in self._bm25.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        bound = float(self._idf[known].sum()) + self._idf_unseen * (len(tokens) - len(known))
        scores: NDArray[np.float32] = self._bm25.get_scores_from_ids(known) / np.float32(bound)
        return scores
