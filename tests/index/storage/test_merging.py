import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.documents import PassageText, SplitDocument
from index.errors import DamagedGeneration
from index.storage.cache import EmbeddingCache
from index.storage.generations import Generations
from index.storage.lexical import LexicalIndex
from index.storage.local import LocalStore
from index.storage.manifest import Manifest
from index.storage.merging import merge, to_merge
from index.storage.verify import verify
from tests.building import article, cut, segment_of, snapshot, stored
from tests.fake_encoder import BagOfWords

A, B, C, D = (
    article("# Cats\n\nOne cat. It sleeps at night, and all day.", "a", markdown=True),
    article("Two dogs. A dog barks: it is that.", "b"),
    article("Three birds 👩🏽‍🚀.", "c"),
    article("Four fish swim. One cat waits.", "d"),
)


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ([10], []),
        ([10, 10], [range(2)]),
        ([30, 10], []),  # 30 is three times 10
        ([29, 10], [range(2)]),
        ([130, 29, 10], [range(1, 3)]),  # 130 is more than three times 39
        ([100, 60, 29, 10], [range(4)]),  # 29 < 30, so 60 < 117, so 100 < 297
        ([400, 100, 30, 10, 1], []),
        ([1000, 100, 42, 10, 4], [range(3, 5)]),
        ([1000, 200, 40, 10, 4], [range(2, 5)]),
    ],
)
def test_the_newest_are_merged_with_those_before_that_are_not_much_larger(
    sizes: list[int], groups: list[range]
) -> None:
    assert to_merge([(size, size) for size in sizes]) == groups


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ([100, 100], []),  # 100 would be exceeded
        ([50, 50], [range(2)]),
        ([100, 100, 10, 10], [range(2, 4)]),
        ([70, 40, 20, 10], [range(1, 4)]),  # 70 + 70 is too many
        ([10, 10, 120], []),
    ],
)
def test_no_segment_is_merged_that_would_be_too_full(sizes: list[int], groups: list[range]) -> None:
    assert to_merge([(size, size) for size in sizes], full=100) == groups


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ([(5, 10)], []),
        ([(4, 10)], [range(1)]),
        ([(400, 1000), (100, 100), (30, 30)], [range(1)]),
        ([(900, 900), (40, 100), (10, 21)], [range(1, 2), range(2, 3)]),
        ([(400, 1000), (29, 100), (10, 21)], [range(1), range(1, 3)]),
    ],
)
def test_a_segment_of_which_more_than_half_is_removed_is_written_anew(
    sizes: list[tuple[int, int]], groups: list[range]
) -> None:
    assert to_merge(sizes) == groups


def test_segments_that_come_one_by_one_stay_few() -> None:
    sizes: list[int] = []
    copied = 0
    for _ in range(1000):
        sizes.append(1)
        for group in to_merge([(size, size) for size in sizes]):
            sizes[group.start : group.stop] = [sum(sizes[group.start : group.stop])]
            copied += sizes[group.start]
        assert len(sizes) <= 6
    assert (sizes, copied) == ([683, 217, 69, 22, 7, 2], 6875)


def test_a_merged_segment_is_the_one_that_would_be_built_of_what_is_left(tmp_path: Path, fake: BagOfWords) -> None:
    segments: list[tuple[list[SplitDocument], list[str]]] = [
        ([A, article("Gone away.", "x")], ["x"]),
        ([article("Gone.", "a"), B], ["a"]),
        ([C, D], []),
    ]
    before = cut(tmp_path / "cut", fake, *segments)
    fake.given.clear()
    name = merge(Generations(tmp_path / "cut"))
    assert fake.given == []
    assert Generations(tmp_path / "cut").live_name() == name != before.manifest.generation
    stored(tmp_path / "one", BagOfWords(), A, B, C, D)
    merged, one = (Generations(tmp_path / root).live() for root in ("cut", "one"))
    assert verify(merged).vectors == verify(one).vectors
    kept = ("documents", "sentences", "passages", "model", "built_by")
    assert all(getattr(Manifest.read(merged), field) == getattr(Manifest.read(one), field) for field in kept)
    files, wanted = snapshot(segment_of(merged)), snapshot(segment_of(one))
    assert files.keys() == wanted.keys()
    # The words of BM25 are numbered in another order; everything else is the same to the byte.
    numbered = {f"{u}.bm25/{f}" for u in ("sentences", "passages") for f in ("starts.npy", "rows.npy", "counts.npy")}
    numbered |= {"sentences.bm25/words.json", "passages.bm25/words.json", "manifest.json"}
    assert {n: data for n, data in files.items() if n not in numbered} == {
        n: data for n, data in wanted.items() if n not in numbered
    }
    opened, built = (LexicalIndex(segment_of(folder) / "sentences.bm25") for folder in (merged, one))
    for word in ("cat", "sleep", "dog", "3", "three", "gone", "fish"):
        assert [part.tolist() for part in opened.having(word)] == [part.tolist() for part in built.having(word)]


def test_what_is_few_is_left_alone(tmp_path: Path, fake: BagOfWords) -> None:
    stored(tmp_path, fake, A, B)
    before = snapshot(tmp_path)
    assert merge(Generations(tmp_path)) is None
    assert snapshot(tmp_path) == before


def test_where_nothing_is_live_there_is_nothing_to_merge(tmp_path: Path, fake: BagOfWords) -> None:
    assert merge(Generations(tmp_path)) is None
    cut(tmp_path, fake, ([A], []), ([B], []))
    Generations(tmp_path).retire()  # the last document was removed
    assert merge(Generations(tmp_path)) is None


def test_a_rollback_goes_to_what_was_there_before_it_was_merged(tmp_path: Path, fake: BagOfWords) -> None:
    generations = Generations(tmp_path)
    first = stored(tmp_path, fake, A).manifest.generation
    superseded = cut(tmp_path, fake, ([A], []), ([B], [])).manifest.generation
    merged = merge(generations)
    assert generations.names() == [first, merged]
    assert superseded not in generations.names()
    assert generations.rollback() == first
    assert [entry.id for entry in LocalStore.open(generations.live()).documents()] == ["a"]


def test_a_damaged_segment_is_not_copied(tmp_path: Path, fake: BagOfWords) -> None:
    store = cut(tmp_path, fake, ([A], []), ([B], []))
    path = store.parts[0].segment.folder / "sentences.faiss"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(DamagedGeneration, match=r"sentences\.faiss is not what was built"):
        merge(Generations(tmp_path))
    assert Generations(tmp_path).live_name() == store.manifest.generation


def test_the_cache_knows_what_is_in_a_merged_segment_and_forgets_what_is_not(tmp_path: Path, fake: BagOfWords) -> None:
    generations, gone = Generations(tmp_path), article("Gone away.", "x")
    cut(tmp_path, fake, ([A, gone], ["x"]), ([D], []))
    assert merge(generations) is not None
    known, other = (keys_of(one) for one in (A, gone))
    with EmbeddingCache(generations.cache) as cache:
        cache.prune(generations.clean(1))
        assert cache.missing(fake.sha256, [*known, *keys_of(D), *other]) == other
    with closing(sqlite3.connect(generations.cache)) as connection:
        counts = dict(connection.execute("SELECT model, count(*) FROM texts GROUP BY model").fetchall())
    assert counts == {fake.sha256: len(known) + len(keys_of(D))}


def keys_of(one: SplitDocument) -> list[str]:
    """The passages of an article, as the cache knows them."""
    texts = [one.document.text[sentence.start : sentence.end] for sentence in one.sentences]
    title = one.document.about.title or ""
    return [
        PassageText(title, texts[p.first - 1] if p.first else "", tuple(texts[p.first : p.stop])).key()
        for p in one.passages
    ]
