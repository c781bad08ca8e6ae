from pathlib import Path

import numpy as np
import pytest

from index.documents import PassageText
from index.errors import DataError
from index.storage.cache import EmbeddingCache
from qa.evaluate.corpus import (
    Corpus,
    Question,
    RememberingEncoder,
    RememberingLate,
    opened,
    read_data,
    read_json_lines,
    sampled,
)
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
        assert list(store.texts()) == [("a", "One."), ("a", "Two."), ("b", "Three.")]


def test_json_lines_are_read(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"a": "“é”"}\n{"b": [1]}\n', encoding="utf-8")
    assert read_json_lines(tmp_path / "rows.jsonl") == [{"a": "“é”"}, {"b": [1]}]


def test_a_json_line_may_hold_any_character(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"a": "x\u2028y\x85z"}\n{"a": 2}\n', encoding="utf-8")
    assert read_json_lines(tmp_path / "rows.jsonl") == [{"a": "x\u2028y\x85z"}, {"a": 2}]


def test_missing_data_is_named(tmp_path: Path) -> None:
    for read in (read_data, read_json_lines):
        with pytest.raises(DataError) as caught:
            read(tmp_path / "none")
        assert str(caught.value).startswith(f"{tmp_path / 'none'} is missing; the README says")


def test_some_of_the_questions_are_drawn_and_stay_with_their_corpus() -> None:
    corpora = [Corpus((), tuple(Question(f"{name}{n}", frozenset()) for n in range(5))) for name in "ab"]
    drawn = sampled(corpora, 4, seed=1)
    assert [set(c.questions) < set(d.questions) for c, d in zip(drawn, corpora, strict=True)] == [True, True]
    assert sum(len(c.questions) for c in drawn) == 4
    assert sampled(corpora, 4, seed=1) == drawn != sampled(corpora, 4, seed=2)
    assert [set(c.questions) for c in sampled(corpora, 11, seed=1)] == [set(c.questions) for c in corpora]
