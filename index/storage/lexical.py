"""BM25 over sentences or passages, by bm25s: scores are computed at build time and memory-mapped at question time."""

import json
import math
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import numpy as np
import Stemmer
from numpy.typing import NDArray

# Robertson's usual ranges; b = .4 suits units as short as a sentence (the value of the ReQA baseline).
K1, B = 0.9, 0.4

_WORD = re.compile(r"\w+")
# Lucene's 33 words, as bm25s has them, and those that ask: on SQuAD train (5,844 questions, each against its own
# article) BM25 alone puts the right sentence first for .645 with both, .620 with the first, .635 with its 179.
_PLAIN = (
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this "
    "to was will with"
)
_ASKING = "what which who whom whose when where why how much many do does did"
_STOPWORDS = frozenset(f"{_PLAIN} {_ASKING}".split())


def tokenize(text: str) -> list[str]:
    """Stemmed lower-case words without accents and English stop words. For matching only: offsets are not kept."""
    plain = text.casefold()
    if not plain.isascii():  # most texts are, and looking at each character takes longer than everything else here
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    words = _WORD.findall(plain)
    # A stemmer holds state and is cheap to make; one per call needs no lock.
    stems: list[str] = Stemmer.Stemmer("english").stemWords([w for w in words if w not in _STOPWORDS])
    return stems


class LexicalIndex:
    """BM25 scores of n texts, each divided by the most that any text could score: between 0 and 1."""

    def __init__(self, folder: Path) -> None:
        """Open what `build` wrote, memory-mapped. The arrays are a matrix in columns, one for each word."""
        self._scores, self._rows, self._columns = (
            np.load(folder / f"{part}.csc.index.npy", mmap_mode="r") for part in ("data", "indices", "indptr")
        )
        self._words: dict[str, int] = json.loads((folder / "vocab.index.json").read_bytes())
        self._size = int(json.loads((folder / "params.index.json").read_bytes())["num_docs"])
        frequencies = np.diff(self._columns)
        self._idf = np.log1p((self._size - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)
        self._idf_unseen = math.log1p((self._size + 0.5) / 0.5)

    @classmethod
    def build(cls, texts: Iterable[str], folder: Path) -> Self:
        """Index texts in the order given: the scores as `.npy` files, the vocabulary as JSON, nothing pickled."""
        import bm25s  # takes longer than everything else that a question needs

        vocabulary: dict[str, int] = {"": 0}  # stands in texts of stop words alone: bm25s divides by the mean length
        ids = [[vocabulary.setdefault(t, len(vocabulary)) for t in tokenize(text)] or [0] for text in texts]
        bm25 = bm25s.BM25(method="lucene", k1=K1, b=B)
        bm25.index((ids, vocabulary), show_progress=False, create_empty_token=False)
        bm25.save(folder, show_progress=False)
        return cls(folder)

    def scores(self, question: str) -> NDArray[np.float32]:
        """float32 (n,): the share of the question's information (summed idf) that each text holds, 0 to 1.

        A term's BM25 score in Lucene's form, idf * tf / (tf + k1 * (1 - b + b * length / mean length)), is below its
        idf, so the sum of the idf is a bound. Words that no text has count in the bound with the idf they would have.
        """
        tokens = tokenize(question)
        known = [self._words[token] for token in tokens if token in self._words]
        scores = np.zeros(self._size, dtype=np.float32)
        if not known:
            return scores
        for start, stop in zip(self._columns[known].tolist(), self._columns[np.add(known, 1)].tolist(), strict=True):
            scores[self._rows[start:stop]] += self._scores[start:stop]
        bound = float(self._idf[known].sum()) + self._idf_unseen * (len(tokens) - len(known))
        scores /= np.float32(bound)
        return scores
