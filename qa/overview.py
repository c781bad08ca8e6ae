"""A document's key sentences: those that many others are like, and those that stand early; its first where it is in
another language than English.

Of three sentences .69 are right, by marks made by hand on 13 news articles, where of the first three .64 are. The
numbers below were chosen there, among those that do as well with the summaries of 24 others
(`tests/benchmarks/overview.py`). They were chosen in English, with an encoder for it: nothing is known of others.
"""

import re
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.documents import Document, Sentence
from index.languages import UNSPACED, is_english
from index.networks.encoder import Vectors
from index.store import Keys, Store

PROSE = ("paragraph", "speech", "list_item")  # what else there is does not tell by itself what a document is about
WORDS = 6  # a key sentence has at least so many
CHARACTERS = 2  # of a word, in scripts without spaces
LINKED = 0.5  # standard deviations above the document's mean cosine: from there on two sentences are alike
REPEATED = 4.0  # from there on one says what the other says
EARLY = 0.5  # what standing early weighs, beside being like others
MOST_COMPARED = 1000  # sentences that each is compared with, from all over the document
ROWS = 1000  # that are compared at a time: 20 MB
SMALLEST = 1e-6  # deviation that is told from none

_ASKS_OR_ANNOUNCES = ("?", ":", "？", "：", "؟", "\u037e")  # the last is Greek's
# An English sentence that begins so means something of the one before, which is not shown with it.
_LEANS = re.compile(
    r"\W*(?:he|she|they|it|his|her|their|its|this|that|these|those|such|but|and|yet|so|however|instead|also|then|still)"
    r"(?:['’]\w+)?\b",
    re.IGNORECASE,
)

Floats = NDArray[np.float64]

_one_at_a_time = threading.Lock()  # a long document's vectors, in memory, are 200 MB


def key_sentences(store: Store, document_id: str, most: int) -> Keys:
    """The keys of a document's key sentences, at most so many, in its order.

    Raises:
        DocumentNotFound: no document has this id.
    """
    document = store.document(document_id)
    prose = telling(document, store.sentences_of(document_id))
    with _one_at_a_time:
        keys, vectors = store.embedded(document_id)
        if not is_english(document.about.language):
            return keys[prose[:most]]
        return keys[prose][key_rows(vectors[prose], most)]


def telling(document: Document, sentences: Sequence[Sentence]) -> NDArray[np.int64]:
    """The numbers of the sentences that may be key: of prose, no question, clear by themselves; all where none is."""
    kinds, english = _kinds(document, sentences), is_english(document.about.language)
    found = [
        number
        for number, (kind, sentence) in enumerate(zip(kinds, sentences, strict=True))
        if kind in PROSE and _tells(document.text[sentence.start : sentence.end], english=english)
    ]
    return np.array(found or range(len(sentences)), dtype=np.int64)


def key_rows(vectors: Vectors, most: int) -> NDArray[np.int64]:
    """The rows of the key sentences, at most so many, ascending.

    Their weight is the degree centrality of LexRank (Erkan & Radev 2004), the sum over all sentences that are alike of
    how much they are, and one over the root of the place, each standardised. Cosines are standardised too: networks
    differ in what is alike.
    """
    count = len(vectors)
    if count <= most:
        return np.arange(count)
    mean, deviation = _spread(vectors)
    centrality = np.concatenate([_linked((cosines - mean) / deviation, of) for cosines, of in _cosines(vectors)])
    weights = _standardised(centrality) + EARLY * _standardised(1 / np.sqrt(1 + np.arange(count)))
    chosen: list[int] = []
    for row in np.argsort(-weights, kind="stable").tolist():
        if len(chosen) < most and all(vectors[row] @ vectors[other] <= mean + REPEATED * deviation for other in chosen):
            chosen.append(row)
    return np.sort(np.array(chosen, dtype=np.int64))


def _cosines(vectors: Vectors) -> Iterator[tuple[Vectors, NDArray[np.bool_]]]:
    """The cosines of so many rows at a time with those they are compared with, and whether these are others."""
    count = len(vectors)
    compared = np.arange(0, count, -(-count // MOST_COMPARED))
    for start in range(0, count, ROWS):
        rows = np.arange(start, min(start + ROWS, count))
        yield vectors[rows] @ vectors[compared].T, rows[:, None] != compared


def _spread(vectors: Vectors) -> tuple[float, float]:
    """The mean and the standard deviation of the cosines of different sentences."""
    found = [
        (of.sum(), cosines.sum(where=of, dtype=np.float64), np.square(cosines, dtype=np.float64).sum(where=of))
        for cosines, of in _cosines(vectors)
    ]
    pairs, total, squares = np.sum(found, axis=0)
    mean = float(total / pairs)
    return mean, max(float(np.sqrt(max(squares / pairs - mean**2, 0))), SMALLEST)


def _linked(alike: NDArray[np.floating[Any]], others: NDArray[np.bool_]) -> Floats:
    """For each row, how much it is like others, of those that it is like."""
    return np.asarray(np.where(others & (alike > LINKED), alike, 0).sum(axis=1))


def _standardised(values: Floats) -> Floats:
    """Values less their mean, over their standard deviation."""
    return np.asarray((values - values.mean()) / max(float(values.std()), SMALLEST))


def _kinds(document: Document, sentences: Sequence[Sentence]) -> list[str]:
    """The kind of the block that each sentence stands in; that of prose where a document has no blocks."""
    starts = np.array([block.start for block in document.blocks], dtype=np.int64)
    found = np.searchsorted(starts, [s.start for s in sentences], side="right") - 1
    return [document.blocks[i].kind if i >= 0 else PROSE[0] for i in found.tolist()]


def _tells(text: str, *, english: bool) -> bool:
    if len(text.split()) + len(UNSPACED.findall(text)) // CHARACTERS < WORDS:
        return False
    return not text.rstrip().endswith(_ASKS_OR_ANNOUNCES) and not (english and _LEANS.match(text))
