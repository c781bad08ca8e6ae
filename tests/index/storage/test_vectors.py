from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.networks.encoder import Vectors
from index.storage import vectors
from index.storage.vectors import VectorIndex
from tests.index.by_hand import nearest

Rows = NDArray[np.int64]


def unit_vectors(n: int, dimension: int = 16, seed: int = 0) -> Vectors:
    drawn = np.random.default_rng(seed).normal(size=(n, dimension)).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


def build(rows: Vectors) -> VectorIndex:
    return VectorIndex.build(rows.shape[1], len(rows), [rows[:7], rows[7:]])


def held(rows: Vectors, kind: str) -> Vectors:
    """Vectors as an index holds them: a graph in 16 bits."""
    return rows if kind == "exact" else rows.astype(np.float16).astype(np.float32)


@pytest.fixture(params=["exact", "graph"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Runs a test with exact search and with the graph of a large index."""
    if request.param == "graph":
        monkeypatch.setattr(vectors, "EXACT_UP_TO", 0)
    return str(request.param)


def test_nearest_is_by_cosine_best_first(kind: str) -> None:
    rows = np.array([[1, 0], [0, 1], [0.6, 0.8], [-1, 0]], dtype=np.float32)
    question = np.array([0.8, 0.6], dtype=np.float32)
    # cosines .8, .6, .8 * .6 + .6 * .8 = .96 and -.8
    assert build(rows).nearest(question, 4)[0].tolist() == [2, 0, 1, 3]
    assert build(rows).nearest(question, 2)[0].tolist() == [2, 0]


@pytest.mark.parametrize("k", [1, 10, 50, 300])
def test_nearest_agrees_with_brute_force(kind: str, k: int) -> None:
    rows, questions = unit_vectors(300), unit_vectors(5, seed=1)
    index = build(rows)
    for question in questions:
        assert index.nearest(question, k)[0].tolist() == nearest(held(rows, kind), question, k)


@pytest.mark.parametrize("k", [0, 1, 20, 21, 5000])
def test_more_than_there_are_brings_each_row_once_and_never_minus_one(kind: str, k: int) -> None:
    rows = unit_vectors(20)
    found = build(rows).nearest(rows[3], k)[0].tolist()
    assert sorted(found) == sorted(nearest(rows, rows[3], k))
    assert len(set(found)) == min(k, 20)


@pytest.mark.parametrize("k", [1, 3, 30, 100])
@pytest.mark.slow
def test_nearest_among_some_rows_agrees_with_brute_force(kind: str, k: int) -> None:
    rows = unit_vectors(2000)
    index = build(rows)
    chance = np.random.default_rng(2)
    some = [np.sort(chance.choice(2000, size, replace=False)).astype(np.int64) for size in (1, 30, 1500)]
    some.append(np.sort(np.argsort(rows @ rows[0])[:30]).astype(np.int64))  # the farthest of all from the question
    for among in some:
        assert index.nearest(rows[0], k, among)[0].tolist() == nearest(held(rows, kind), rows[0], k, among.tolist())


@pytest.mark.slow
def test_nearest_among_most_rows_of_a_large_graph_are_of_these_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 0)
    rows = unit_vectors(15_000, dimension=4)
    among = np.flatnonzero(np.arange(len(rows)) % 5 != 0).astype(np.int64)
    found = VectorIndex.build(4, len(rows), [rows]).nearest(rows[0], 10, among)[0].tolist()
    assert found == nearest(held(rows, "graph"), rows[0], 10, among.tolist())


def test_nearest_among_none_is_none(kind: str) -> None:
    assert build(unit_vectors(20)).nearest(unit_vectors(1)[0], 5, np.empty(0, dtype=np.int64))[0].tolist() == []


def test_rows_come_back_as_they_went_in_or_as_16_bits_hold_them(kind: str) -> None:
    rows = unit_vectors(50)
    wanted = np.array([49, 0, 7, 7], dtype=np.int64)
    np.testing.assert_array_equal(build(rows).rows(wanted), held(rows, kind)[wanted])


def test_a_saved_index_finds_the_same(kind: str, tmp_path: Path) -> None:
    rows, question = unit_vectors(200), unit_vectors(1, seed=1)[0]
    build(rows).save(tmp_path / "vectors.faiss")
    index = VectorIndex.open(tmp_path / "vectors.faiss")
    assert (index.size, index.dimension) == (200, 16)
    assert index.nearest(question, 10)[0].tolist() == nearest(held(rows, kind), question, 10)
    among: Rows = np.arange(0, 200, 2)
    assert index.nearest(question, 10, among)[0].tolist() == nearest(held(rows, kind), question, 10, among.tolist())


def test_an_index_is_exact_up_to_its_limit_and_a_graph_beyond(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(vectors, "EXACT_UP_TO", 20)
    for size, code in ((20, b"IxFI"), (21, b"IHNs")):
        path = tmp_path / f"{size}.faiss"
        build(unit_vectors(size)).save(path)
        assert path.read_bytes()[:4] == code  # FAISS begins a file with the kind of its index
