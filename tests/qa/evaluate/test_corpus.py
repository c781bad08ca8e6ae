import numpy as np

from index.documents import PassageText
from index.storage.cache import EmbeddingCache
from qa.evaluate.corpus import RememberingEncoder, opened
from tests.building import article
from tests.fake_encoder import BagOfWords
from tests.qa.conftest import Listening


def test_a_remembering_encoder_is_the_model_it_wraps(remembering: RememberingEncoder, fake: BagOfWords) -> None:
    assert (remembering.name, remembering.sha256, remembering.dimension) == (fake.name, fake.sha256, fake.dimension)


PASSAGES = [
    PassageText("A", "", ("Red wine.", "Blue.")),
    PassageText("B", "", ("Red wine.",)),
    PassageText("A", "Rain.", ("Old red wine fell.", "👩🏽‍🚀", "No.")),
]
QUESTIONS = ["red wine", "blue", "which red wine is old?", "👩🏽‍🚀", ""]


def test_a_passage_is_encoded_once_and_comes_back_as_it_was(cache: EmbeddingCache, fake: BagOfWords) -> None:
    remembering = RememberingEncoder(fake, cache)
    one, other, third = PASSAGES
    for asked in ([one], [other, one, one], [], [third, other], [one]):
        for found, wanted in zip(remembering.passages(asked), BagOfWords().passages(asked), strict=True):
            np.testing.assert_array_equal(found.sentences, wanted.sentences)
            np.testing.assert_array_equal(found.whole, wanted.whole)
            assert [tokens.dtype for tokens in found.tokens] == [np.int8] * len(wanted.tokens)
            assert [tokens.tolist() for tokens in found.tokens] == [tokens.tolist() for tokens in wanted.tokens]
    assert fake.given == [one, other, third]


def test_a_question_is_encoded_once_and_comes_back_as_it_was(cache: EmbeddingCache) -> None:
    listening = Listening()
    remembering = RememberingEncoder(listening, cache)
    for asked in (QUESTIONS[:2], [QUESTIONS[2], *QUESTIONS[:2], QUESTIONS[2]], [], QUESTIONS):
        for found, wanted in zip(remembering.questions(asked), BagOfWords().questions(asked), strict=True):
            np.testing.assert_array_equal(found.vector, wanted.vector)
            np.testing.assert_array_equal(found.tokens.vectors, wanted.tokens.vectors)
            np.testing.assert_array_equal(found.tokens.weights, wanted.tokens.weights)
    assert listening.asked == QUESTIONS
    assert listening.given == []


def test_a_cache_keeps_questions_and_passages_apart(remembering: RememberingEncoder) -> None:
    (passage,) = PASSAGES[1:2]
    (as_question,) = remembering.questions([passage.key()])
    (as_passage,) = remembering.passages([passage])
    np.testing.assert_array_equal(as_question.vector, BagOfWords().questions([passage.key()])[0].vector)
    np.testing.assert_array_equal(as_passage.sentences, BagOfWords().encode(["Red wine."]))
    np.testing.assert_array_equal(remembering.questions([passage.key()])[0].vector, as_question.vector)


def test_a_cache_keeps_two_encoders_apart(cache: EmbeddingCache, fake: BagOfWords) -> None:
    other = Listening(sha256="1" * 64)
    RememberingEncoder(fake, cache).questions(["red"])
    RememberingEncoder(other, cache).questions(["red"])
    assert other.asked == ["red"]


def test_opened_is_a_store_of_the_articles_that_goes_away(fake: BagOfWords) -> None:
    with opened([article("One. Two.", "a"), article("Three.", "b")], fake) as store:
        assert list(store.texts.each_sentence()) == [("a", "One."), ("a", "Two."), ("b", "Three.")]
        assert store.generation.model == "bag-of-words"
