import gc
from pathlib import Path

import numpy as np
import pytest

from index.networks.late import MOST, WIDTH, Tokens, packed
from index.storage.tokens import StoredTokens, writing_tokens


def drawn(lengths: list[int]) -> list[Tokens]:
    chance = np.random.default_rng(0)
    return [chance.integers(-MOST, MOST + 1, size=(n, WIDTH), dtype=np.int8) for n in lengths]


def write(folder: Path, sentences: list[Tokens]) -> None:
    """Write them in two goes."""
    with writing_tokens(folder) as go:
        go(iter(sentences[:1]))
        go(iter(sentences[1:]))


@pytest.mark.parametrize("lengths", [[1], [3, 1, 200], [7] * 1500])
def test_tokens_written_one_by_one_are_one_array(tmp_path: Path, lengths: list[int]) -> None:
    write(tmp_path, (drawn(lengths)))
    tokens, starts = np.load(tmp_path / "tokens.npy", mmap_mode="r"), np.load(tmp_path / "token_starts.npy")
    assert (tokens.dtype, tokens.shape) == (np.uint8, (sum(lengths), 48))
    np.testing.assert_array_equal(tokens, packed(np.concatenate(drawn(lengths))))
    assert starts.tolist() == np.cumsum([0, *lengths]).tolist()


@pytest.mark.parametrize("rows", [[0], [4], [0, 1, 2, 3, 4], [0, 2, 4], [0, 1, 3, 4], [2, 3], []])
def test_the_tokens_of_any_rows_come_one_after_the_other(tmp_path: Path, rows: list[int]) -> None:
    lengths = [3, 1, 20, 2, 7]
    write(tmp_path, (drawn(lengths)))
    tokens, counts = StoredTokens(tmp_path).of(np.array(rows, dtype=np.int64))
    wanted = [drawn(lengths)[row] for row in rows]
    np.testing.assert_array_equal(tokens, np.concatenate([np.zeros((0, WIDTH), dtype=np.int8), *wanted]))
    assert counts.tolist() == [lengths[row] for row in rows]


def test_the_file_is_closed_with_the_last_use(tmp_path: Path) -> None:
    write(tmp_path, (drawn([3])))
    stored = StoredTokens(tmp_path)
    assert open_files(tmp_path / "tokens.npy") == 1
    del stored
    gc.collect()
    assert open_files(tmp_path / "tokens.npy") == 0


def open_files(path: Path) -> int:
    """How often this process holds a file open."""
    return sum(held.resolve() == path for held in Path("/dev/fd").iterdir())
