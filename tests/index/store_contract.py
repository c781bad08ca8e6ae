"""What every store must answer, whatever keeps it: `CONTRACT` is run against each, with values worked out by hand."""

from collections.abc import Callable
from math import sqrt

import numpy as np
import pytest

from index.documents import About, Block, Document, Passage, PassageText, Sentence, SplitDocument
from index.errors import DocumentNotFound, ModelError
from index.store import SCORES, Entry, Hits, Store
from tests.fake_encoder import BagOfWords, query
from tests.index.by_hand import bm25, shares

PETS = "Pets\nCats sleep. Dogs bark.\nBirds sing."
NIGHT = "👩🏽‍🚀 cats hunt at night."

# The second comes first by its id, so that the order of ids and that of reading are told apart.
ARTICLES = (
    SplitDocument(
        Document(
            "pets",
            About("Our pets", "https://example.org/pets", "Ada", "2025-08-17", "en-GB"),
            PETS,
            (
                Block("heading", 0, 5),
                Block("paragraph", 5, 28, parent=0),
                Block("speech", 28, 39, parent=0, speaker="Rex"),
            ),
        ),
        (Sentence(0, 4), Sentence(5, 16), Sentence(17, 27), Sentence(28, 39)),
        (Passage(0, 3), Passage(3, 4)),
    ),
    SplitDocument(Document("a/night", About("Night", language="de"), NIGHT), (Sentence(0, 24),), (Passage(0, 1),)),
)
SENTENCES = ["Pets", "Cats sleep.", "Dogs bark.", "Birds sing.", NIGHT]
SENTENCES_IN = ["en", "en", "en", "en", "de"]
PASSAGES = ["Pets\nCats sleep. Dogs bark.", "Birds sing.", NIGHT]
PASSAGE_OF = [0, 0, 0, 1, 2]
PASSAGE_TEXTS = [
    PassageText("Our pets", "", ("Pets", "Cats sleep.", "Dogs bark.")),
    PassageText("Our pets", "Dogs bark.", ("Birds sing.",)),
    PassageText("Night", "", (NIGHT,)),
]

QUESTION = "cats sleep"
# Shared words over the root of both counts of distinct words; an emoji is none.
SENTENCE_COSINES = [0, 2 / sqrt(2 * 2), 0, 0, 1 / sqrt(2 * 4)]
PASSAGE_COSINES = [2 / sqrt(2 * 5), 0, 1 / sqrt(2 * 4)]
# Of the two words, the share whose first letter begins a word: "sing" begins as "sleep" does.
LATE = [0, 1, 0, 0.5, 0.5]


def search(store: Store, depth: int = 100, documents: tuple[str, ...] = (), language: str = "en") -> Hits:
    return store.search(query(QUESTION, language), depth, documents)


def every_score_has_its_value(store: Store) -> None:
    hits = search(store)
    sentence_bm25, passage_bm25 = bm25(QUESTION, SENTENCES, SENTENCES_IN), bm25(QUESTION, PASSAGES, ["en", "en", "de"])
    own = [language == "en" for language in SENTENCES_IN]
    expected = [
        [sentence_bm25[n] * own[n], passage_bm25[p] * own[n], SENTENCE_COSINES[n], PASSAGE_COSINES[p], LATE[n], own[n]]
        for n, p in enumerate(PASSAGE_OF)
    ]
    assert SCORES == ("sentence_bm25", "passage_bm25", "sentence_cosine", "passage_cosine", "late", "own_language")
    assert hits.scores.dtype == np.float32
    np.testing.assert_allclose(hits.scores, expected, atol=1e-6)


def keys_are_in_the_order_of_the_documents(store: Store) -> None:
    hits = search(store)
    assert sorted(set(hits.keys.tolist())) == hits.keys.tolist()
    assert [quote.text for quote in store.quotes(hits.keys)] == SENTENCES


def hits_of_one_passage_have_one_number(store: Store) -> None:
    numbers = search(store).passages.tolist()
    assert [[one == other for other in numbers] for one in numbers] == [
        [one == other for other in PASSAGE_OF] for one in PASSAGE_OF
    ]


def a_search_in_some_documents_brings_only_their_sentences(store: Store) -> None:
    def found(*documents: str) -> list[str]:
        return [quote.text for quote in store.quotes(search(store, documents=documents).keys)]

    assert found("pets") == SENTENCES[:4]
    assert found("a/night") == SENTENCES[4:]
    assert found("a/night", "pets", "a/night") == SENTENCES


def a_shallow_search_brings_the_best_and_what_is_in_their_passages(store: Store) -> None:
    quotes = store.quotes(search(store, depth=1, documents=("pets",)).keys)
    assert [quote.text for quote in quotes] == SENTENCES[:3]


def a_text_brings_the_sentences_that_share_its_words_the_best_first(store: Store) -> None:
    cats, birds, nothing = store.sharing(["The cats, asleep: they sleep", "birds and zebras", "it is"], 10, 0)
    share = shares("The cats, asleep: they sleep", SENTENCES)
    assert [one.stretch for one in cats] == ["Cats sleep.", NIGHT]
    assert [one.share for one in cats] == pytest.approx([share[1], share[4]])
    assert [one.stretch for one in birds] == ["Birds sing."]
    assert birds[0].share == pytest.approx(shares("birds and zebras", SENTENCES)[3])
    assert nothing == []


def what_has_all_words_of_a_text_has_a_share_of_one_however_long_it_is(store: Store) -> None:
    ((night,), _) = store.sharing(["night hunt, hunt", "cats"], 1, 0)
    assert night.share == pytest.approx(1.0)
    (cats,) = store.sharing(["cats"], 10, 0)
    assert [one.share for one in cats] == pytest.approx([1.0, 1.0])


def a_sharing_sentence_knows_its_document_and_the_stretch_around_it(store: Store) -> None:
    ((dogs,),) = store.sharing(["dogs"], 10, 3)
    assert (dogs.document_id, dogs.sentence, dogs.start, dogs.stretch) == (
        "pets",
        Sentence(17, 27),
        14,
        "p. Dogs bark.\nBi",
    )
    assert store.quotes(np.array([dogs.key]))[0].text == "Dogs bark."
    ((night,),) = store.sharing(["hunt"], 10, 100)
    assert (night.start, night.stretch) == (0, NIGHT)


def sharing_is_looked_for_in_some_documents_and_so_deep(store: Store) -> None:
    def found(depth: int, *documents: str) -> list[str]:
        (cats,) = store.sharing(["cats sleep"], depth, 0, documents)
        return [one.stretch for one in cats]

    assert found(10, "pets") == ["Cats sleep."]
    assert found(10, "a/night") == [NIGHT]
    assert found(1) == ["Cats sleep."]


def a_key_knows_its_passage(store: Store) -> None:
    keys = search(store).keys
    passages = store.passages(keys[::-1])
    assert [passage.text for passage in passages] == [PASSAGE_TEXTS[p] for p in reversed(PASSAGE_OF)]
    of_each = [[key for key, p in zip(keys.tolist(), PASSAGE_OF, strict=True) if p == own] for own in PASSAGE_OF]
    assert [list(passage.keys) for passage in passages] == of_each[::-1]


def a_key_knows_its_sentence_and_the_ones_around_it(store: Store) -> None:
    keys = search(store).keys
    quotes = store.quotes(keys[[3, 4, 1, 0]])
    assert [(q.entry.id, q.sentence, q.text) for q in quotes] == [
        ("pets", Sentence(28, 39), "Birds sing."),
        ("a/night", Sentence(0, 24), NIGHT),
        ("pets", Sentence(5, 16), "Cats sleep."),
        ("pets", Sentence(0, 4), "Pets"),
    ]
    assert [(q.before, q.after) for q in quotes] == [
        ("Dogs bark.", None),
        (None, None),
        ("Pets", "Dogs bark."),
        (None, "Cats sleep."),
    ]
    assert store.quotes(keys[:0]) == []


def a_key_knows_its_block_and_the_headings_above_it(store: Store) -> None:
    quotes = store.quotes(search(store).keys)
    heading, paragraph, speech = ARTICLES[0].document.blocks
    assert [q.block for q in quotes] == [heading, paragraph, paragraph, speech, None]
    assert [q.headings for q in quotes] == [(), ("Pets",), ("Pets",), ("Pets",), ()]
    assert [q.above for q in quotes] == [None] * 5


def a_document_comes_back_as_it_was_written(store: Store) -> None:
    for article in ARTICLES:
        assert store.document(article.document.id) == article.document
        assert tuple(store.sentences_of(article.document.id)) == article.sentences
    assert store.whole(["pets", "a/night", "pets"]) == [ARTICLES[n].document for n in (0, 1, 0)]
    assert store.whole([]) == []


def the_vectors_of_a_document_are_those_of_its_sentences(store: Store) -> None:
    for article in ARTICLES:
        keys, vectors = store.embedded(article.document.id)
        texts = [article.document.text[s.start : s.end] for s in article.sentences]
        assert [quote.text for quote in store.quotes(keys)] == texts
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(vectors, BagOfWords().encode(texts), atol=1e-6)


def each_key_knows_its_vector_in_any_order(store: Store) -> None:
    (pets, of_pets), (night, of_night) = (store.embedded(name) for name in ("pets", "a/night"))
    keys, vectors = np.concatenate([pets, night, pets[:1]]), np.concatenate([of_pets, of_night, of_pets[:1]])
    for order in (np.argsort(keys), np.argsort(-keys)):
        np.testing.assert_array_equal(store.vectors(keys[order]), vectors[order])


def documents_are_listed_by_id_and_in_parts(store: Store) -> None:
    night, pets = Entry("a/night", ARTICLES[1].document.about, 1), Entry("pets", ARTICLES[0].document.about, 4)
    assert store.documents() == [night, pets]
    assert store.documents(most=1) == [night]
    assert store.documents(after="a/night") == [pets]
    assert store.documents(after="b", most=5) == [pets]
    assert store.documents(after="pets") == []
    assert (store.entry("pets"), store.entry("a/night")) == (pets, night)


def an_unknown_document_is_refused_by_name(store: Store) -> None:
    calls: list[Callable[[], object]] = [
        lambda: search(store, documents=("pets", "none")),
        lambda: store.sharing(["cats"], 1, 0, ("none",)),
        lambda: store.document("none"),
        lambda: store.whole(["pets", "none"]),
        lambda: store.sentences_of("none"),
        lambda: store.entry("none"),
        lambda: store.embedded("none"),
    ]
    for call in calls:
        with pytest.raises(DocumentNotFound) as caught:
            call()
        assert caught.value.document_id == "none"


def it_says_what_it_was_built_with(store: Store) -> None:
    assert store.generation.model == "bag-of-words"
    assert store.generation.generation
    assert list(store.words) == ["cats", "bark", "birds", "dogs", "hunt", "night", "pets", "sing", "sleep"]


def it_knows_the_languages_of_its_documents(store: Store) -> None:
    assert store.languages() == {"en": 1, "de": 1}
    assert store.languages(["a/night"]) == {"de": 1}
    with pytest.raises(DocumentNotFound):
        store.languages(["gone"])


def words_count_between_texts_of_one_language(store: Store) -> None:
    german = search(store, language="de-AT")
    assert [quote.text for quote in store.quotes(german.keys)] == SENTENCES
    assert german.scores[:, 5].tolist() == [0, 0, 0, 0, 1]
    assert german.scores[:4, :2].tolist() == [[0, 0]] * 4
    assert (german.scores[4, :2] > 0).all()
    np.testing.assert_allclose(german.scores[:, 2], SENTENCE_COSINES, atol=1e-6)


def other_languages_have_a_search_of_their_own(store: Store) -> None:
    found = search(store, depth=1)
    assert [quote.text for quote in store.quotes(found.keys)] == [*SENTENCES[:3], NIGHT]
    assert found.passages[0] != found.passages[-1]
    within = search(store, documents=("a/night",))
    assert [quote.text for quote in store.quotes(within.keys)] == [NIGHT]
    with pytest.raises(DocumentNotFound):
        search(store, documents=("gone",))


def another_encoder_is_refused(store: Store) -> None:
    store.check_encoder(BagOfWords())
    for other in (BagOfWords(sha256="1" * 64), BagOfWords(name="other"), BagOfWords(dimension=8)):
        with pytest.raises(ModelError):
            store.check_encoder(other)


CONTRACT: tuple[Callable[[Store], None], ...] = (
    every_score_has_its_value,
    keys_are_in_the_order_of_the_documents,
    hits_of_one_passage_have_one_number,
    a_search_in_some_documents_brings_only_their_sentences,
    a_shallow_search_brings_the_best_and_what_is_in_their_passages,
    a_text_brings_the_sentences_that_share_its_words_the_best_first,
    what_has_all_words_of_a_text_has_a_share_of_one_however_long_it_is,
    a_sharing_sentence_knows_its_document_and_the_stretch_around_it,
    sharing_is_looked_for_in_some_documents_and_so_deep,
    a_key_knows_its_passage,
    a_key_knows_its_sentence_and_the_ones_around_it,
    a_key_knows_its_block_and_the_headings_above_it,
    a_document_comes_back_as_it_was_written,
    the_vectors_of_a_document_are_those_of_its_sentences,
    each_key_knows_its_vector_in_any_order,
    documents_are_listed_by_id_and_in_parts,
    an_unknown_document_is_refused_by_name,
    it_says_what_it_was_built_with,
    another_encoder_is_refused,
    it_knows_the_languages_of_its_documents,
    words_count_between_texts_of_one_language,
    other_languages_have_a_search_of_their_own,
)
