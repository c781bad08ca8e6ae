"""The contract of stores: every store keeps it, and a store that lies is found out."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.documents import About, Document, Places, Sentence
from index.errors import DocumentNotFound
from index.networks.encoder import Encoder, Vectors
from index.storage.local import LocalStore
from index.store import Entry, Generation, Hits, Keys, Query, Quote, Sharing, Store, StoredPassage
from tests.building import article, cut, stored
from tests.fake_encoder import BagOfWords
from tests.index import store_contract
from tests.index.store_contract import ARTICLES, CONTRACT


def one_segment(root: Path) -> LocalStore:
    return stored(root, BagOfWords(), *ARTICLES)


def seven_segments(root: Path) -> LocalStore:
    """The articles in two of seven segments, among removed ones that would answer better, one of them an old pets."""
    pets, night = ARTICLES
    gone = [article(f"Cats sleep. Cats sleep and hunt at night. Number {n}.", f"gone-{n}") for n in range(6)]
    old = replace(pets, document=replace(pets.document, about=About("Old pets")))
    return cut(
        root,
        BagOfWords(),
        ([gone[0], old], ["gone-0", "pets"]),
        ([gone[1]], ["gone-1"]),
        ([gone[2], pets, gone[3]], ["gone-2", "gone-3"]),
        ([article("Dogs bark.", "gone-4")], ["gone-4"]),
        ([night, gone[5]], ["gone-5"]),
        ([gone[5]], ["gone-5"]),
        ([article("Zebras.", "z"), gone[0]], ["gone-0", "z"]),
    )


@pytest.fixture(params=[one_segment, seven_segments])
def store(tmp_path: Path, request: pytest.FixtureRequest) -> Store:
    opened: Store = request.param(tmp_path)
    return opened


@pytest.mark.parametrize("promise", CONTRACT, ids=lambda promise: promise.__name__)
def test_a_store_keeps_its_promises(store: Store, promise: Callable[[Store], None]) -> None:
    promise(store)


class Honest:
    """Answers what another store answers; those below each tell one lie."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @property
    def generation(self) -> Generation:
        return self.store.generation

    @property
    def words(self) -> Sequence[str]:
        return self.store.words

    def check_encoder(self, encoder: Encoder) -> None:
        self.store.check_encoder(encoder)

    def languages(self, documents: Sequence[str] = ()) -> Mapping[str | None, int]:
        return self.store.languages(documents)

    def search(self, query: Query, depth: int, documents: Sequence[str] = ()) -> Hits:
        return self.store.search(query, depth, documents)

    def sharing(
        self, texts: Sequence[str], depth: int, around: int, documents: Sequence[str] = ()
    ) -> list[list[Sharing]]:
        return self.store.sharing(texts, depth, around, documents)

    def passages(self, keys: Keys) -> list[StoredPassage]:
        return self.store.passages(keys)

    def quotes(self, keys: Keys) -> list[Quote]:
        return self.store.quotes(keys)

    def vectors(self, keys: Keys) -> Vectors:
        return self.store.vectors(keys)

    def document(self, document_id: str) -> Document:
        return self.store.document(document_id)

    def whole(self, documents: Sequence[str]) -> list[Document]:
        return self.store.whole(documents)

    def sentences_of(self, document_id: str) -> list[Sentence]:
        return self.store.sentences_of(document_id)

    def embedded(self, document_id: str) -> tuple[Keys, Vectors]:
        return self.store.embedded(document_id)

    def places(self, document_id: str) -> Places | None:
        return self.store.places(document_id)

    def source(self, document_id: str) -> Path | None:
        return self.store.source(document_id)

    def entry(self, document_id: str) -> Entry:
        return self.store.entry(document_id)

    def documents(self, after: str = "", most: int | None = None) -> list[Entry]:
        return self.store.documents(after, most)


class ScoresBySharesOfAnIndex(Honest):
    """BM25 by the statistics of a part of the documents: a shard's."""

    def search(self, query: Query, depth: int, documents: Sequence[str] = ()) -> Hits:
        hits = super().search(query, depth, documents)
        return replace(hits, scores=hits.scores * np.array([1.01, 1, 1, 1, 1, 1], dtype=np.float32))


class BestFirst(Honest):
    """Keys by score."""

    def search(self, query: Query, depth: int, documents: Sequence[str] = ()) -> Hits:
        hits = super().search(query, depth, documents)
        order = np.argsort(-hits.scores[:, 2], kind="stable")
        return Hits(hits.keys[order], hits.passages[order], hits.scores[order])


class EachItsOwnPassage(Honest):
    def search(self, query: Query, depth: int, documents: Sequence[str] = ()) -> Hits:
        hits = super().search(query, depth, documents)
        return replace(hits, passages=hits.keys)


class SearchesEverything(Honest):
    """Forgets the filter."""

    def search(self, query: Query, depth: int, documents: Sequence[str] = ()) -> Hits:
        for document_id in documents:
            self.entry(document_id)
        return super().search(query, depth)


class SearchesTooDeep(Honest):
    def search(self, query: Query, depth: int, documents: Sequence[str] = ()) -> Hits:
        return super().search(query, max(depth, 10), documents)


class WorstFirst(Honest):
    """Sharing sentences in another order."""

    def sharing(
        self, texts: Sequence[str], depth: int, around: int, documents: Sequence[str] = ()
    ) -> list[list[Sharing]]:
        return [found[::-1] for found in super().sharing(texts, depth, around, documents)]


class NothingAround(Honest):
    def sharing(
        self, texts: Sequence[str], depth: int, around: int, documents: Sequence[str] = ()
    ) -> list[list[Sharing]]:
        return super().sharing(texts, depth, 0, documents)


class LongSentencesShareLess(Honest):
    def sharing(
        self, texts: Sequence[str], depth: int, around: int, documents: Sequence[str] = ()
    ) -> list[list[Sharing]]:
        found = super().sharing(texts, depth, around, documents)
        return [[replace(one, share=one.share * 0.9) if len(one.stretch) > 11 else one for one in f] for f in found]


class SharesWithAnyDocument(Honest):
    """Forgets the filter."""

    def sharing(
        self, texts: Sequence[str], depth: int, around: int, documents: Sequence[str] = ()
    ) -> list[list[Sharing]]:
        return super().sharing(texts, depth, around)


class PassageOfTheNeighbour(Honest):
    def passages(self, keys: Keys) -> list[StoredPassage]:
        return super().passages(np.maximum(keys - 1, 0))


class NoNeighbours(Honest):
    def quotes(self, keys: Keys) -> list[Quote]:
        return [replace(quote, before=None) for quote in super().quotes(keys)]


class ShiftedByAUnit(Honest):
    """Offsets in UTF-16 units."""

    def quotes(self, keys: Keys) -> list[Quote]:
        found = super().quotes(keys)
        return [replace(q, sentence=Sentence(0, 27)) if q.entry.id == "a/night" else q for q in found]


class InTheOrderOfTheKeys(Honest):
    """Quotes sorted by key, not as they were asked for."""

    def quotes(self, keys: Keys) -> list[Quote]:
        return super().quotes(np.sort(keys))


class WithoutBlocks(Honest):
    def quotes(self, keys: Keys) -> list[Quote]:
        return [replace(quote, block=None) for quote in super().quotes(keys)]


class NoHeadings(Honest):
    def quotes(self, keys: Keys) -> list[Quote]:
        return [replace(quote, headings=()) for quote in super().quotes(keys)]


class TrimsTexts(Honest):
    def document(self, document_id: str) -> Document:
        found = super().document(document_id)
        return replace(found, text=found.text.replace("\n", " "))


class VectorsOfAll(Honest):
    """Takes the vectors of the first sentences for those of the document's."""

    def embedded(self, document_id: str) -> tuple[Keys, Vectors]:
        keys, vectors = super().embedded(document_id)
        return keys, np.concatenate([super().embedded("pets")[1], vectors])[: len(keys)]


class VectorsByKey(Honest):
    def vectors(self, keys: Keys) -> Vectors:
        return super().vectors(np.sort(keys))


class InTheOrderOfReading(Honest):
    def documents(self, after: str = "", most: int | None = None) -> list[Entry]:
        return super().documents(after, most)[::-1]


class CountsFromAfter(Honest):
    """Takes the document itself for one behind it."""

    def documents(self, after: str = "", most: int | None = None) -> list[Entry]:
        return [e for e in self.store.documents() if e.id >= after][:most]


class AnythingForAnUnknownOne(Honest):
    def sentences_of(self, document_id: str) -> list[Sentence]:
        try:
            return super().sentences_of(document_id)
        except DocumentNotFound:
            return []


class WordsByTheAlphabet(Honest):
    @property
    def words(self) -> Sequence[str]:
        return sorted(self.store.words)


class AnyEncoder(Honest):
    def check_encoder(self, encoder: Encoder) -> None:
        pass


class LanguagesWithRegions(Honest):
    def languages(self, documents: Sequence[str] = ()) -> Mapping[str | None, int]:
        return Counter(entry.about.language for entry in self.store.documents())


class WordsCountInEveryLanguage(Honest):
    def search(self, query: Query, depth: int, documents: Sequence[str] = ()) -> Hits:
        hits = self.store.search(query, depth, documents)
        scores = hits.scores.copy()
        scores[:, 0] = scores[:, 0].max()
        return replace(hits, scores=scores)


class DrownsOtherLanguages(Honest):
    def search(self, query: Query, depth: int, documents: Sequence[str] = ()) -> Hits:
        hits = self.store.search(query, depth, documents)
        best = np.sort(np.argsort(-hits.scores[:, 2], kind="stable")[:depth])
        return Hits(hits.keys[best], hits.passages[best], hits.scores[best])


LIES: dict[type[Honest], Callable[[Store], None]] = {
    ScoresBySharesOfAnIndex: store_contract.every_score_has_its_value,
    BestFirst: store_contract.keys_are_in_the_order_of_the_documents,
    EachItsOwnPassage: store_contract.hits_of_one_passage_have_one_number,
    SearchesEverything: store_contract.a_search_in_some_documents_brings_only_their_sentences,
    SearchesTooDeep: store_contract.a_shallow_search_brings_the_best_and_what_is_in_their_passages,
    WorstFirst: store_contract.a_text_brings_the_sentences_that_share_its_words_the_best_first,
    LongSentencesShareLess: store_contract.what_has_all_words_of_a_text_has_a_share_of_one_however_long_it_is,
    NothingAround: store_contract.a_sharing_sentence_knows_its_document_and_the_stretch_around_it,
    SharesWithAnyDocument: store_contract.sharing_is_looked_for_in_some_documents_and_so_deep,
    PassageOfTheNeighbour: store_contract.a_key_knows_its_passage,
    NoNeighbours: store_contract.a_key_knows_its_sentence_and_the_ones_around_it,
    ShiftedByAUnit: store_contract.a_key_knows_its_sentence_and_the_ones_around_it,
    InTheOrderOfTheKeys: store_contract.a_key_knows_its_sentence_and_the_ones_around_it,
    WithoutBlocks: store_contract.a_key_knows_its_block_and_the_headings_above_it,
    NoHeadings: store_contract.a_key_knows_its_block_and_the_headings_above_it,
    TrimsTexts: store_contract.a_document_comes_back_as_it_was_written,
    VectorsOfAll: store_contract.the_vectors_of_a_document_are_those_of_its_sentences,
    VectorsByKey: store_contract.each_key_knows_its_vector_in_any_order,
    InTheOrderOfReading: store_contract.documents_are_listed_by_id_and_in_parts,
    CountsFromAfter: store_contract.documents_are_listed_by_id_and_in_parts,
    AnythingForAnUnknownOne: store_contract.an_unknown_document_is_refused_by_name,
    WordsByTheAlphabet: store_contract.it_says_what_it_was_built_with,
    AnyEncoder: store_contract.another_encoder_is_refused,
    LanguagesWithRegions: store_contract.it_knows_the_languages_of_its_documents,
    WordsCountInEveryLanguage: store_contract.words_count_between_texts_of_one_language,
    DrownsOtherLanguages: store_contract.other_languages_have_a_search_of_their_own,
}


def test_every_promise_has_a_lie_that_breaks_it() -> None:
    assert {promise.__name__ for promise in LIES.values()} == {promise.__name__ for promise in CONTRACT}


@pytest.mark.parametrize(("lie", "promise"), LIES.items(), ids=lambda value: value.__name__)
def test_a_store_that_lies_is_found_out(store: Store, lie: Any, promise: Callable[[Store], None]) -> None:
    promise(Honest(store))
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        promise(lie(store))
