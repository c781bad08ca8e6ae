import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from index import embeddings
from index.embeddings import EmbeddingCache, encode_by, text_key
from index.encoder import Vectors
from tests.fake_encoder import BagOfWords

TEXTS = ["one two", "three", "four five six"]


@dataclass
class PowerCut(BagOfWords):
    """Fails when it is given this many texts in all."""

    after: int = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = super().encode(texts)
        if len(self.given) > self.after:
            raise InterruptedError
        return vectors


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[EmbeddingCache]:
    with EmbeddingCache(tmp_path / "embeddings.sqlite") as opened:
        yield opened


def generations(path: Path) -> dict[bytes, str]:
    """Which generation was the last to use each text, read without the class under test."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT text, generation FROM vectors").fetchall()
    connection.close()
    return dict(rows)


def test_the_key_of_a_text_is_the_digest_of_its_exact_characters() -> None:
    assert text_key("Café") == sha256(b"Caf\xc3\xa9").digest()
    assert len({text_key(t) for t in ("Café", "Cafe\u0301", "café", "Café ")}) == 4


def test_texts_without_a_vector_are_missing_once_each_shortest_first(cache: EmbeddingCache, fake: BagOfWords) -> None:
    assert cache.missing(fake.sha256, ["bb", "a", "bb", "ccc", "aa"]) == ["a", "aa", "bb", "ccc"]
    cache.add(fake.sha256, encode_by(fake), ["aa", "a"], "g1", int)
    assert cache.missing(fake.sha256, ["bb", "a", "bb", "ccc", "aa"]) == ["bb", "ccc"]


def test_vectors_come_back_by_value_in_the_order_asked(cache: EmbeddingCache, fake: BagOfWords) -> None:
    cache.add(fake.sha256, encode_by(fake), TEXTS, "g1", int)
    wanted = [TEXTS[2], TEXTS[0], TEXTS[2]]
    np.testing.assert_array_equal(cache.vectors(fake, wanted), BagOfWords().encode(wanted))


def test_any_bytes_can_be_stored_and_read_as_they_were(cache: EmbeddingCache) -> None:
    cache.add("m", lambda texts: [t.upper().encode() for t in texts], ["one", "é", ""], "g1", int)
    assert cache.read("m", ["é", "", "one", "é"]) == ["É".encode(), b"", b"ONE", "É".encode()]


def test_an_encoder_that_returns_another_number_of_vectors_is_refused_and_nothing_is_stored(
    cache: EmbeddingCache,
) -> None:
    with pytest.raises(ValueError, match="zip"):
        cache.add("m", lambda texts: [b"x"], ["one", "two"], "g1", int)
    assert cache.missing("m", ["one", "two"]) == ["one", "two"]


def test_no_texts_have_no_vectors(cache: EmbeddingCache, fake: BagOfWords) -> None:
    assert cache.vectors(fake, []).shape == (0, fake.dimension)


def test_vectors_of_one_model_are_missing_for_another(cache: EmbeddingCache, fake: BagOfWords) -> None:
    cache.add(fake.sha256, encode_by(fake), TEXTS, "g1", int)
    assert cache.missing("1" * 64, TEXTS) == sorted(TEXTS, key=len)


def test_vectors_outlive_the_process(tmp_path: Path, fake: BagOfWords) -> None:
    with EmbeddingCache(tmp_path / "cache") as first:
        first.add(fake.sha256, encode_by(fake), TEXTS, "g1", int)
    with EmbeddingCache(tmp_path / "cache") as second:
        assert second.missing(fake.sha256, TEXTS) == []
        np.testing.assert_array_equal(second.vectors(fake, TEXTS), BagOfWords().encode(TEXTS))


def test_progress_is_told_after_every_chunk(
    cache: EmbeddingCache, fake: BagOfWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embeddings, "CHUNK", 2)
    told: list[int] = []
    cache.add(fake.sha256, encode_by(fake), ["a", "b", "c", "d", "e"], "g1", told.append)
    assert told == [2, 2, 1]


def test_the_chunks_before_a_failure_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "CHUNK", 2)
    texts = ["a", "b", "c", "d", "e"]
    cut = PowerCut(after=4)
    with EmbeddingCache(tmp_path / "cache") as cache, pytest.raises(InterruptedError):
        cache.add(cut.sha256, encode_by(cut), texts, "g1", int)
    assert cut.given == texts
    with EmbeddingCache(tmp_path / "cache") as cache:
        assert cache.missing(cut.sha256, texts) == ["e"]


def test_a_chunk_is_committed_before_the_next_is_embedded(
    tmp_path: Path, fake: BagOfWords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embeddings, "CHUNK", 1)
    path = tmp_path / "cache"
    seen: list[set[bytes]] = []
    with EmbeddingCache(path) as cache:
        cache.add(fake.sha256, encode_by(fake), ["a", "b"], "g1", lambda _: seen.append(set(generations(path))))
    assert seen == [{text_key("a")}, {text_key("a"), text_key("b")}]


def test_forget_drops_the_vectors_of_one_model(cache: EmbeddingCache, fake: BagOfWords) -> None:
    other = BagOfWords(sha256="1" * 64)
    cache.add(fake.sha256, encode_by(fake), ["a"], "g1", int)
    cache.add(other.sha256, encode_by(other), ["a"], "g1", int)
    cache.forget(fake.sha256)
    assert cache.missing(fake.sha256, ["a"]) == ["a"]
    assert cache.missing(other.sha256, ["a"]) == []


def test_prune_keeps_what_a_kept_generation_was_the_last_to_use(tmp_path: Path, fake: BagOfWords) -> None:
    path = tmp_path / "cache"
    with EmbeddingCache(path) as cache:
        cache.add(fake.sha256, encode_by(fake), ["a", "b", "c"], "g1", int)
        cache.touch(fake.sha256, ["b", "never embedded"], "g2")
        cache.add(fake.sha256, encode_by(fake), ["d"], "g3", int)
        assert generations(path) == {
            text_key("a"): "g1",
            text_key("b"): "g2",
            text_key("c"): "g1",
            text_key("d"): "g3",
        }
        cache.prune(["g2", "g3"])
        assert generations(path) == {text_key("b"): "g2", text_key("d"): "g3"}
        assert cache.missing(fake.sha256, ["a", "b", "c", "d"]) == ["a", "c"]


def test_touch_leaves_the_vectors_of_other_models(tmp_path: Path, fake: BagOfWords) -> None:
    with EmbeddingCache(tmp_path / "cache") as cache:
        cache.add(fake.sha256, encode_by(fake), ["a"], "g1", int)
        cache.touch("1" * 64, ["a"], "g2")
    assert generations(tmp_path / "cache") == {text_key("a"): "g1"}
