import numpy as np

from index.documents import PassageText
from index.storage.cache import EmbeddingCache
from qa.evaluate.corpus import RememberingEncoder, RememberingLate, opened
from tests.building import article
from tests.fake_encoder import BagOfWords
from tests.fake_late import FirstLetters


def test_a_remembering_encoder_is_the_model_it_wraps(remembering: RememberingEncoder, fake: BagOfWords) -> None:
    assert (remembering.name, remembering.sha256, remembering.dimension) == (fake.name, fake.sha256, fake.dimension)


def test_a_text_is_embedded_once(remembering: RememberingEncoder, fake: BagOfWords) -> None:
    texts = ["red wine", "blue", "red wine"]
    np.testing.assert_array_equal(remembering.encode(texts), BagOfWords().encode(texts))
    np.testing.assert_array_equal(remembering.encode(["new", *texts]), BagOfWords().encode(["new", *texts]))
    assert fake.given == ["red wine", "blue", "new"]
    assert remembering.encode([]).shape == (0, 1024)


def test_a_passage_is_encoded_once(cache: EmbeddingCache) -> None:
    late = FirstLetters()
    remembering = RememberingLate(late, cache)
    one, other = (PassageText(title, "", ("Red wine.", "Blue.")) for title in "AB")
    for asked in ([one], [other, one, one], [], [one]):
        for found, wanted in zip(remembering.passages(asked), FirstLetters().passages(asked), strict=True):
            np.testing.assert_array_equal(np.concatenate(found), np.concatenate(wanted))
    assert late.given == [one, other]
    assert remembering.sha256 == late.sha256
    np.testing.assert_array_equal(remembering.question("red").vectors, late.question("red").vectors)


def test_a_cache_keeps_vectors_and_tokens_apart(
    cache: EmbeddingCache, remembering: RememberingEncoder, fake: BagOfWords
) -> None:
    late = RememberingLate(FirstLetters(), cache)
    passage = PassageText("A", "", ("Red wine.",))
    ((tokens,),) = late.passages([passage])
    np.testing.assert_array_equal(remembering.encode([passage.key()]), BagOfWords().encode([passage.key()]))
    np.testing.assert_array_equal(late.passages([passage])[0][0], tokens)


def test_opened_with_a_late_interaction_has_its_tokens(fake: BagOfWords) -> None:
    with opened([article("One. Two.", "a")], fake, FirstLetters()) as store:
        assert store.manifest.late == "f" * 64


def test_opened_is_a_store_of_the_articles_that_goes_away(fake: BagOfWords) -> None:
    with opened([article("One. Two.", "a"), article("Three.", "b")], fake) as store:
        assert list(store.texts.each_sentence()) == [("a", "One."), ("a", "Two."), ("b", "Three.")]
