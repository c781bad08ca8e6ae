"""Find the candidates for a question: BM25, vectors and late interaction, fused with fitted weights."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.networks.encoder import Encoder
from index.store import Hits, Query, Store
from qa.fitted import Fusion
from qa.reader import Reading

DEPTH = 100  # sentences that each of the searches brings
# That a closed question means what it says, not any of its openings. Of 243 made of questions on held-out articles,
# each naming a wrong answer, .704 have the right sentence first and .679 are answered rightly, without openings .675
# and .613; naming the right one, .918 and .947, without .922 and .947; of 200 that nothing answers .570 are refused,
# without .545.
AS_ASKED = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence's key, the scores that brought it here (as in `index.store.Hits`), and its share.

    Attributes:
        key: of the sentence, in its store.
        passage: the same number for candidates of the same passage.
        scores: one for each of the store's scores.
        fused: their weighted sum, with the reading where it was read.
        share: softmax of `fused` over all candidates: the probability that this sentence answers, if any does.
        reading: what the reader makes of it; None where it was not read.
        group: the same number for candidates that are cited together; None where it stands for itself.
        copies: the keys of other candidates with the same sentence, which it stands for.
    """

    key: int
    passage: int
    scores: tuple[float, ...]
    fused: float
    share: float
    reading: Reading | None = None
    group: int | None = None
    copies: tuple[int, ...] = ()


class Retriever:
    """Ranks a store's sentences for a question, both in any language."""

    def __init__(self, encoder: Encoder, *, depth: int = DEPTH) -> None:
        self._encoder, self._depth = encoder, depth

    def retrieve(
        self,
        store: Store,
        question: str,
        language: str,
        fusion: Fusion,
        documents: Sequence[str] = (),
        openings: Sequence[str] = (),
    ) -> list[Candidate]:
        """Candidates, best first by the weights of the scores; equal ones in document order.

        Args:
            store: what is searched.
            question, language: what is asked, and in which language.
            fusion: the weights.
            documents: ids to search in; all where empty.
            openings: what may be meant as well, as `qa.closed` says; searched for too.

        Raises:
            DocumentNotFound: no document has one of the ids.
        """
        texts, weights = [question, *openings], np.array(fusion.weights, dtype=np.float32)
        queries = [
            Query(text, language, encoded.vector, encoded.tokens)
            for text, encoded in zip(texts, self._encoder.questions(texts), strict=True)
        ]
        found = [_weighed(store.search(query, self._depth, documents), weights) for query in queries]
        return found[0] if not openings else mixed(found)


def _weighed(hits: Hits, weights: NDArray[np.float32]) -> list[Candidate]:
    scores = [tuple(map(float, row)) for row in hits.scores]
    places = zip(hits.keys.tolist(), hits.passages.tolist(), scores, strict=True)
    candidates = [Candidate(key, passage, s, 0.0, 0.0) for key, passage, s in places]
    # Not by BLAS, which now and then warns of invalid values in a matrix this narrow though it holds none.
    return rank(candidates, (hits.scores * weights).sum(axis=1))


def mixed(found: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    """What was found for a question and its openings, by the probability that each answers what is meant: with one half
    the question, else any of the openings. The scores are the question's, where it found the sentence too.
    """
    candidates = dict(sorted({candidate.key: candidate for own in reversed(found) for candidate in own}.items()))
    sums = np.full((len(found), len(candidates)), -np.inf)
    columns = {key: column for column, key in enumerate(candidates)}
    for row, own in enumerate(found):
        for candidate in own:
            sums[row, columns[candidate.key]] = candidate.fused
    of_all = np.logaddexp.reduce(sums, axis=1)
    meant = np.array([AS_ASKED, *[(1 - AS_ASKED) / (len(found) - 1)] * (len(found) - 1)])
    likely = np.logaddexp.reduce(np.log(meant)[:, None] + sums - of_all[:, None], axis=0)
    return rank(list(candidates.values()), (likely + of_all[0]).astype(np.float32))


def rank(candidates: Sequence[Candidate], fused: NDArray[np.float32]) -> list[Candidate]:
    """The candidates with these sums, best first."""
    shares = np.exp(fused - np.logaddexp.reduce(fused))  # softmax
    order = np.argsort(-fused, kind="stable")
    return [replace(candidates[i], fused=float(fused[i]), share=float(shares[i])) for i in order]
