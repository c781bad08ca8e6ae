import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from index.documents import PassageText
from index.errors import DamagedCache
from index.storage import cache as caching
from index.storage.cache import EmbeddingCache, encode_by, pieces, text_key
from tests.fake_encoder import BagOfWords

TEXTS = ["one two", "three", "four five six"]


@dataclass
class Lengths:
    """What is stored of a text is its length, in as many bytes; `given` remembers the texts."""

    sha256: str = "0" * 64
    given: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> list[bytes]:
        self.given.extend(texts)
        return [bytes([len(text)] * len(text)) for text in texts]


@dataclass
class PowerCut(Lengths):
    """Fails when it is given this many texts in all."""

    after: int = 0

    def encode(self, texts: Sequence[str]) -> list[bytes]:
        found = super().encode(texts)
        if len(self.given) > self.after:
            raise InterruptedError
        return found


@pytest.fixture
def fake() -> Lengths:
    return Lengths()


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[EmbeddingCache]:
    with EmbeddingCache(tmp_path / "embeddings.sqlite") as opened:
        yield opened


def stored(cache: EmbeddingCache, fake: Lengths, texts: Sequence[str]) -> list[bytes]:
    return list(cache.read(fake.sha256, texts))


def select(path: Path, query: str) -> list[tuple[Any, ...]]:
    """Rows of a cache, read without the class under test."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def generations(path: Path) -> dict[bytes, str]:
    """Which generation was the last to use each text."""
    return dict(select(path, "SELECT text, generation FROM texts JOIN encoded USING (id)"))


def test_the_key_of_a_text_is_the_digest_of_its_exact_characters() -> None:
    assert text_key("Café") == sha256(b"Caf\xc3\xa9").digest()
    assert len({text_key(t) for t in ("Café", "Cafe\u0301", "café", "Café ")}) == 4


def test_texts_without_a_vector_are_missing_once_each_in_order(cache: EmbeddingCache, fake: Lengths) -> None:
    assert cache.missing(fake.sha256, ["bb", "a", "bb", "ccc", "aa"]) == ["bb", "a", "ccc", "aa"]
    cache.fill(fake.sha256, fake.encode, ["aa", "a"], "g1", int)
    assert cache.missing(fake.sha256, ["bb", "a", "bb", "ccc", "aa"]) == ["bb", "ccc"]


def test_fill_encodes_each_missing_text_once_and_says_how_many(cache: EmbeddingCache, fake: Lengths) -> None:
    assert cache.fill(fake.sha256, fake.encode, ["b", "a", "b"], "g1", int) == 2
    assert cache.fill(fake.sha256, fake.encode, iter(["c", "a", "b", "c"]), "g1", int) == 1
    assert cache.fill(fake.sha256, fake.encode, ["a"], "g1", int) == 0
    assert fake.given == ["b", "a", "c"]


def test_fill_takes_no_more_texts_than_it_works_on(
    cache: EmbeddingCache, fake: Lengths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "CHUNK", 3)
    taken: list[str] = []

    def texts() -> Iterator[str]:
        for number in range(20):
            taken.append(str(number))
            yield taken[-1]

    ahead: list[int] = []
    cache.fill(fake.sha256, fake.encode, texts(), "g1", lambda _: ahead.append(len(taken) - len(fake.given)))
    assert len(fake.given) == 20
    assert ahead == [0] * 7


def test_vectors_come_back_by_value_in_the_order_asked(cache: EmbeddingCache, fake: Lengths) -> None:
    cache.fill(fake.sha256, fake.encode, TEXTS, "g1", int)
    wanted = [TEXTS[2], TEXTS[0], TEXTS[2]]
    assert stored(cache, fake, wanted) == Lengths().encode(wanted)


def test_any_bytes_can_be_stored_and_read_as_they_were(cache: EmbeddingCache) -> None:
    cache.fill("m", lambda texts: [t.upper().encode() for t in texts], ["one", "é", ""], "g1", int)
    assert list(cache.read("m", ["é", "", "one", "é"])) == ["É".encode(), b"", b"ONE", "É".encode()]


def test_an_encoder_that_returns_another_number_of_vectors_is_refused_and_nothing_is_stored(
    cache: EmbeddingCache,
) -> None:
    with pytest.raises(ValueError, match="zip"):
        cache.fill("m", lambda texts: [b"x"], ["one", "two"], "g1", int)
    assert cache.missing("m", ["one", "two"]) == ["one", "two"]


def test_passages_come_back_in_chunks(cache: EmbeddingCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "CHUNK", 2)
    encoder = BagOfWords()
    passages = [PassageText("", "", (text, "Red wine.")) for text in TEXTS]
    keys = [passage.key() for passage in passages]
    cache.fill(encoder.sha256, encode_by(encoder), keys, "g1", int)
    chunks = list(cache.passages(encoder, keys))
    assert [len(chunk) for chunk in chunks] == [2, 1]
    found = [passage.pack() for chunk in chunks for passage in chunk]
    assert found == [passage.pack() for passage in encoder.passages(passages)]
    assert list(cache.passages(encoder, [])) == []


def test_vectors_of_one_model_are_missing_for_another(cache: EmbeddingCache, fake: Lengths) -> None:
    cache.fill(fake.sha256, fake.encode, TEXTS, "g1", int)
    assert cache.missing("1" * 64, TEXTS) == TEXTS


def test_vectors_outlive_the_process(tmp_path: Path, fake: Lengths) -> None:
    with EmbeddingCache(tmp_path / "cache") as first:
        first.fill(fake.sha256, fake.encode, TEXTS, "g1", int)
    with EmbeddingCache(tmp_path / "cache") as second:
        assert second.missing(fake.sha256, TEXTS) == []
        assert stored(second, fake, TEXTS) == Lengths().encode(TEXTS)


def test_progress_is_told_after_every_chunk(
    cache: EmbeddingCache, fake: Lengths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "CHUNK", 2)
    told: list[int] = []
    cache.fill(fake.sha256, fake.encode, ["a", "b", "c", "d", "e"], "g1", told.append)
    assert told == [2, 2, 1]


def test_the_chunks_before_a_failure_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "CHUNK", 2)
    texts = ["a", "b", "c", "d", "e"]
    cut = PowerCut(after=4)
    with EmbeddingCache(tmp_path / "cache") as cache, pytest.raises(InterruptedError):
        cache.fill(cut.sha256, cut.encode, texts, "g1", int)
    assert cut.given == texts
    with EmbeddingCache(tmp_path / "cache") as cache:
        assert cache.missing(cut.sha256, texts) == ["e"]


def test_a_chunk_is_committed_before_the_next_is_embedded(
    tmp_path: Path, fake: Lengths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "CHUNK", 1)
    path = tmp_path / "cache"
    seen: list[set[bytes]] = []
    with EmbeddingCache(path) as cache:
        cache.fill(fake.sha256, fake.encode, ["a", "b"], "g1", lambda _: seen.append(set(generations(path))))
    assert seen == [{text_key("a")}, {text_key("a"), text_key("b")}]


def test_forget_drops_the_vectors_of_one_model(cache: EmbeddingCache, fake: Lengths) -> None:
    other = Lengths(sha256="1" * 64)
    cache.fill(fake.sha256, fake.encode, ["a"], "g1", int)
    cache.fill(other.sha256, other.encode, ["a"], "g1", int)
    cache.forget(fake.sha256)
    assert cache.missing(fake.sha256, ["a"]) == ["a"]
    assert cache.missing(other.sha256, ["a"]) == []


def test_prune_keeps_what_a_kept_generation_was_the_last_to_use(tmp_path: Path, fake: Lengths) -> None:
    path = tmp_path / "cache"
    with EmbeddingCache(path) as cache:
        cache.fill(fake.sha256, fake.encode, ["a", "b", "c"], "g1", int)
        cache.fill(fake.sha256, fake.encode, ["b"], "g2", int)
        cache.fill(fake.sha256, fake.encode, ["d"], "g3", int)
        assert generations(path) == {
            text_key("a"): "g1",
            text_key("b"): "g2",
            text_key("c"): "g1",
            text_key("d"): "g3",
        }
        cache.prune(["g2", "g3"])
        assert generations(path) == {text_key("b"): "g2", text_key("d"): "g3"}
        assert cache.missing(fake.sha256, ["a", "b", "c", "d"]) == ["a", "c"]


def test_no_vector_stays_of_a_text_that_is_forgotten(tmp_path: Path, fake: Lengths) -> None:
    path = tmp_path / "cache"
    with EmbeddingCache(path) as cache:
        cache.fill(fake.sha256, fake.encode, ["a", "b"], "g1", int)
        cache.fill(fake.sha256, fake.encode, ["b"], "g2", int)
        cache.prune(["g2"])
        assert select(path, "SELECT vector FROM encoded") == [(b"\x01",)]
        cache.forget(fake.sha256)
        assert select(path, "SELECT vector FROM encoded") == []


def test_a_cache_of_the_first_release_is_begun_anew(tmp_path: Path, fake: Lengths) -> None:
    path = tmp_path / "cache"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TABLE vectors (model TEXT, text BLOB, vector BLOB, generation TEXT, PRIMARY KEY (model, text)) "
            "WITHOUT ROWID"
        )
        connection.execute("INSERT INTO vectors VALUES (?, ?, x'00', 'g1')", (fake.sha256, text_key("a")))
        connection.commit()
    with EmbeddingCache(path) as cache:
        assert cache.missing(fake.sha256, ["a"]) == ["a"]
    assert select(path, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name") == [
        ("encoded",),
        ("texts",),
    ]


def test_a_cache_of_another_version_is_begun_anew(tmp_path: Path, fake: Lengths) -> None:
    path = tmp_path / "cache"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE texts (id INTEGER PRIMARY KEY, model TEXT, text BLOB, generation TEXT);"
            "CREATE TABLE encoded (id INTEGER PRIMARY KEY REFERENCES texts, vector BLOB);"
            f"INSERT INTO texts VALUES (1, '{fake.sha256}', x'{text_key('a').hex()}', 'g1');"
            "INSERT INTO encoded VALUES (1, x'00');"
        )
    with EmbeddingCache(path) as cache:
        assert cache.missing(fake.sha256, ["a"]) == ["a"]
        cache.fill(fake.sha256, fake.encode, ["a"], "g1", int)
    with EmbeddingCache(path) as cache:
        assert cache.missing(fake.sha256, ["a"]) == []


def test_a_file_that_is_no_cache_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cache"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(DamagedCache) as refused:
        EmbeddingCache(path)
    assert str(refused.value).startswith(f"The cache {path} cannot be used: file is not a database. ")


def test_a_page_of_the_cache_that_is_damaged_is_named(tmp_path: Path, fake: Lengths) -> None:
    path = tmp_path / "cache"
    with EmbeddingCache(path) as cache:
        cache.fill(fake.sha256, fake.encode, [f"text {n}" for n in range(500)], "g1", int)
    data = path.read_bytes()
    path.write_bytes(data[:4096] + bytes(len(data) - 4096))
    with pytest.raises(DamagedCache, match="cannot be used: "), EmbeddingCache(path) as cache:
        list(cache.read(fake.sha256, ["text 1"]))


def test_a_vector_that_is_not_what_was_stored_is_noticed(tmp_path: Path, fake: Lengths) -> None:
    path = tmp_path / "cache"
    with EmbeddingCache(path) as cache:
        cache.fill(fake.sha256, fake.encode, ["a", "b"], "g1", int)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE encoded SET vector = zeroblob(length(vector)) WHERE id = 1")
        connection.commit()
    with EmbeddingCache(path) as cache:
        assert len(list(cache.read(fake.sha256, ["b"]))) == 1
        with pytest.raises(DamagedCache, match="a vector in it is not what was stored"):
            list(cache.read(fake.sha256, ["a"]))


def test_a_full_disk_is_named(tmp_path: Path, fake: Lengths) -> None:
    code = (
        "import resource, sys; from pathlib import Path; from index.storage.cache import EmbeddingCache\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try:\n"
        "    with EmbeddingCache(Path(sys.argv[1])) as cache:\n"
        "        cache.fill('m', lambda texts: (bytes(4000) for _ in texts), map(str, range(100)), 'g', int)\n"
        "except Exception as error: print(type(error).__name__)"
    )
    limited = [sys.executable, "-B", "-c", code, str(tmp_path / "c")]  # or it might write half of some bytecode too
    done = subprocess.run(limited, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("DamagedCache\n", "")


def test_what_one_model_uses_is_not_noted_for_another(tmp_path: Path, fake: Lengths) -> None:
    other = Lengths(sha256="1" * 64)
    with EmbeddingCache(tmp_path / "cache") as cache:
        cache.fill(fake.sha256, fake.encode, ["a"], "g1", int)
        cache.fill(other.sha256, other.encode, ["a"], "g2", int)
        cache.prune(["g2"])
        assert cache.missing(fake.sha256, ["a"]) == ["a"]
        assert cache.missing(other.sha256, ["a"]) == []


def test_passages_are_encoded_from_their_keys() -> None:
    passages = [PassageText("“T”", "", ("One.", "Two 👩🏽‍🚀.")), PassageText("", "Before.", ("Three.",))]
    encoder = BagOfWords()
    packed = list(encode_by(encoder)([passage.key() for passage in passages]))
    assert encoder.given == passages
    assert packed == [found.pack() for found in BagOfWords().passages(passages)]


def test_progress_moves_within_a_chunk(cache: EmbeddingCache, fake: Lengths) -> None:
    """800 texts were told of once: at their end."""
    told: list[int] = []
    cache.fill(fake.sha256, fake.encode, [f"Text {number}." for number in range(800)], "g", told.append)
    assert told == [56] * 4 + [64] * 9


def test_pieces_hold_each_text_once_and_short_and_long_ones_alike() -> None:
    texts = ["x" * (1 + number % 100) for number in range(400)]
    cut = list(pieces(texts))
    assert [len(piece) for piece in cut] == [56] * 6 + [64]
    assert sorted(text for piece in cut for text in piece) == sorted(texts)
    means = [sum(map(len, piece)) / len(piece) for piece in cut]
    assert max(means) - min(means) < 8
    assert list(pieces(["b", "a"])) == [["b", "a"]]
    assert list(pieces([])) == []
