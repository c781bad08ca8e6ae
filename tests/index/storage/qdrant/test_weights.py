"""Sparse vectors whose products are BM25's scores."""

from pathlib import Path

import pytest
from qdrant_client.models import SparseVector

from index.storage.lexical import tokenize
from index.storage.qdrant.weights import Term, Vocabulary, asked
from tests.building import article, cut
from tests.fake_encoder import BagOfWords

TEXTS = ("Cats sleep and cats eat.", "Dogs bark at cats.", "Birds sing.")
QUESTION = "cats cats bark at zebras"


def product(one: SparseVector, other: SparseVector) -> float:
    found = dict(zip(one.indices, one.values, strict=True))
    return sum(found.get(number, 0.0) * value for number, value in zip(other.indices, other.values, strict=True))


def test_products_are_the_scores_of_the_local_store_however_it_is_cut(tmp_path: Path) -> None:
    first, second, third = (article(text, str(n)) for n, text in enumerate(TEXTS))
    gone = article("Cats and zebras sleep.", "gone")
    store = cut(tmp_path, BagOfWords(), ([first, gone], ["gone"]), ([second], []), ([third], []))
    vocabulary = Vocabulary(store)
    terms = dict(vocabulary.terms())
    assert "zebra" not in terms  # only a removed document has it
    assert terms["cat"].having == {"sentences": 2, "passages": 2}
    question = asked(tokenize(QUESTION), terms, "sentences", 3)
    assert question is not None
    keys = [int(store.texts.rows_of([str(n)])[0]) for n in range(3)]
    scores = store.segments.bm25("sentences", QUESTION, "en")
    assert [product(vocabulary.vector("sentences", key), question) for key in keys] == pytest.approx(scores[keys])
    assert vocabulary.presence("sentences", keys[2]).values == [1.0, 1.0]


def test_words_that_no_text_has_ask_for_nothing() -> None:
    terms = {"cat": Term(0, {"sentences": 0, "passages": 1})}
    assert asked(["cat", "zebra"], terms, "sentences", 5) is None
    assert asked([], terms, "passages", 5) is None
    found = asked(["cat", "cat"], terms, "passages", 5)
    assert found is not None
    assert found.indices == [0]
    assert found.values == pytest.approx([1.0])
