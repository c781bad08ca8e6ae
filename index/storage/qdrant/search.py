"""A question's sentences and their five scores, worked out in the engine, in two round trips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from qdrant_client.models import (
    FieldCondition,
    Filter,
    HasIdCondition,
    MatchAny,
    MatchValue,
    QuantizationSearchParams,
    QueryRequest,
    ScoredPoint,
    SearchParams,
    SparseVector,
)

from index.errors import StoreUnavailable
from index.networks import late
from index.storage.local import SENTENCES_PER_PASSAGE
from index.storage.qdrant.collection import Collection, Payload
from index.storage.qdrant.points import PASSAGE_BM25, PASSAGES, SENTENCE_BM25, SHARED, TOKENS, VECTOR
from index.storage.vectors import AMONG_EXACT_UP_TO, EF_SEARCH
from index.store import Hits, Query

Condition = FieldCondition | HasIdCondition
EXACT = SearchParams(exact=True)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a question is searched.

    Attributes:
        language: the question's, without its region.
        other_languages: whether there are documents in others.
        documents: the numbers of those to search in; all where empty.
        sentences: how many these have.
    """

    language: str
    other_languages: bool
    documents: tuple[int, ...]
    sentences: int

    def filter(self, kind: str = "", *, own: bool | None = None, among: Sequence[int] = ()) -> Filter | None:
        """What is searched: a kind; the question's own language, the others, or any; of these points alone, if any."""
        must: list[Condition] = [FieldCondition(key="kind", match=MatchValue(value=kind))] if kind else []
        if self.documents:
            must.append(FieldCondition(key="document", match=MatchAny(any=list(self.documents))))
        if among:
            must.append(HasIdCondition(has_id=list(among)))
        spoken = FieldCondition(key="language", match=MatchValue(value=self.language))
        if own is not None:
            return Filter(must=[*must, spoken]) if own else Filter(must=[*must], must_not=[spoken])
        return Filter(must=[*must]) if must else None

    @property
    def few(self) -> bool:
        """Whether so few sentences are searched that all are looked at: a graph may lose some of them."""
        return bool(self.documents) and self.sentences <= AMONG_EXACT_UP_TO


@dataclass(frozen=True, slots=True)
class Words:
    """A question's words as sparse vectors; None where no text has one of them."""

    sentences: SparseVector | None
    passages: SparseVector | None


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of a question, and what was read along with them, by keys and by passages' numbers."""

    hits: Hits
    sentences: Mapping[int, Payload]
    passages: Mapping[int, Payload]


def search(collection: Collection, query: Query, words: Words, depth: int, scope: Scope) -> Found:
    """The sentences that the vectors or BM25 rank among their best, each with all scores; see `Store.search`.

    Raises:
        StoreUnavailable: the server does not answer, or with fewer sentences than it has.
    """
    candidates = _candidates(collection, query, words, depth, scope)
    if not candidates:
        return Found(Hits(np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, 6), np.float32)), {}, {})
    return _scored(collection, query, words, scope, candidates)


def _candidates(collection: Collection, query: Query, words: Words, depth: int, scope: Scope) -> dict[int, int]:
    """The keys of the sentences that one of the searches brings, each with the number of its passage."""
    vector, few = query.vector.tolist(), -(-depth // SENTENCES_PER_PASSAGE)
    requests = [
        _searching(VECTOR, vector, scope.filter("sentence"), depth, scope),
        _searching(VECTOR, vector, scope.filter("passage"), few, scope),
    ]
    if scope.other_languages:
        requests.append(_searching(VECTOR, vector, scope.filter("sentence", own=False), depth, scope))
    for using, sparse, limit in ((SENTENCE_BM25, words.sentences, depth), (PASSAGE_BM25, words.passages, few)):
        if sparse is not None:
            requests.append(_searching(using, sparse, scope.filter(own=True), limit, scope))
    answers = collection.query(requests)
    if scope.documents and len(answers[0]) < min(depth, scope.sentences):
        answers = collection.query([request.model_copy(update={"params": EXACT}) for request in requests])
    found: dict[int, int] = {}
    for point in (point for answer in answers for point in answer):
        number, payload = int(point.id), point.payload or {}
        if number < PASSAGES:
            found[number] = payload["passage"]
        else:
            found |= dict.fromkeys(range(payload["first"], payload["stop"]), number - PASSAGES)
    return dict(sorted(found.items()))


def _scored(collection: Collection, query: Query, words: Words, scope: Scope, candidates: Mapping[int, int]) -> Found:
    keys, around = np.array(list(candidates)), np.array(list(candidates.values()))
    passages = [PASSAGES + passage for passage in dict.fromkeys(candidates.values())]
    vector, tokens = query.vector.tolist(), _weighed(query.tokens)
    requests = [
        _scoring(VECTOR, vector, scope.filter(among=list(candidates)), len(keys), ["quote", "passage", "language"]),
        _scoring(TOKENS, tokens, scope.filter(among=list(candidates)), len(keys)),
        _scoring(VECTOR, vector, scope.filter(among=passages), len(passages), ["first", "stop", "text"]),
    ]
    sparse = [(SENTENCE_BM25, words.sentences, list(candidates)), (PASSAGE_BM25, words.passages, passages)]
    for using, asked, among in sparse:
        if asked is not None:
            requests.append(_scoring(using, asked, scope.filter(own=True, among=among), len(among)))
    answers = collection.query(requests)
    for request, answer in zip(requests[:3], answers, strict=False):
        if len(answer) != request.limit:
            raise StoreUnavailable(f"{collection.name} gave {len(answer)} of {request.limit} {request.using} scores.")
    by_words = iter(answers[3:])
    sentence_bm25, passage_bm25 = (_by_id(next(by_words)) if asked is not None else {} for _, asked, _ in sparse)
    read = {int(point.id): point.payload or {} for point in answers[0]}
    own = np.array([read[key]["language"] == scope.language for key in candidates], dtype=np.float32)
    in_passage = (around + PASSAGES).tolist()
    columns = [
        _column(sentence_bm25, keys.tolist()),
        _column(passage_bm25, in_passage) * own,
        _column(_by_id(answers[0]), keys.tolist()),
        _column(_by_id(answers[2]), in_passage),
        _column(_by_id(answers[1]), keys.tolist()),
        own,
    ]
    texts = {int(point.id) - PASSAGES: point.payload or {} for point in answers[2]}
    return Found(Hits(keys, around, np.stack(columns, axis=1)), read, texts)


def _searching(
    using: str, asked: list[float] | SparseVector, wanted: Filter | None, most: int, scope: Scope
) -> QueryRequest:
    """The best of a search, and in which passages they are."""
    rescored = QuantizationSearchParams(rescore=True, oversampling=2.0)
    graph = SearchParams(hnsw_ef=max(EF_SEARCH, most), quantization=rescored)
    fields = ["passage", "first", "stop"]
    return QueryRequest(
        query=asked, using=using, filter=wanted, limit=most, params=EXACT if scope.few else graph, with_payload=fields
    )


def _scoring(
    using: str,
    asked: list[float] | list[list[float]] | SparseVector,
    wanted: Filter | None,
    most: int,
    fields: Sequence[str] = (),
) -> QueryRequest:
    """The exact scores of so many points that are known by their ids."""
    return QueryRequest(
        query=asked, using=using, filter=wanted, limit=most, params=EXACT, with_payload=list(fields) or False
    )


def _weighed(tokens: late.QuestionTokens) -> list[list[float]]:
    """A question's token vectors times their weights: the sum of the highest products is then the weighted mean."""
    weighed: list[list[float]] = (tokens.vectors * tokens.weights[:, None]).tolist()
    return weighed


def _by_id(points: Sequence[ScoredPoint]) -> dict[int, float]:
    return {int(point.id): point.score for point in points}


def _column(scores: Mapping[int, float], ids: Sequence[int]) -> NDArray[np.float32]:
    return np.array([scores.get(point, 0.0) for point in ids], dtype=np.float32)


def sharing(
    collection: Collection, texts: Sequence[Sequence[SparseVector | None]], depth: int, scope: Scope
) -> list[list[tuple[int, float]]]:
    """For each text the keys of the sentences that share most of its words, and their shares, the best first.

    A text has a vector of its words by the rules of each language; a sentence has its best share.
    """
    asked = [(number, words) for number, readings in enumerate(texts) for words in readings if words is not None]
    requests = [_searching(SHARED, words, scope.filter(), depth, scope) for _, words in asked]
    found: list[dict[int, float]] = [{} for _ in texts]
    for (number, _), points in zip(asked, collection.query(requests) if requests else [], strict=True):
        for key, share in _by_id(points).items():
            found[number][key] = max(share, found[number].get(key, 0.0))
    return [sorted(shares.items(), key=lambda one: (-one[1], one[0]))[:depth] for shares in found]
