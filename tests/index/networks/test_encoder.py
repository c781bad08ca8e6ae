import numpy as np
import pytest

from index.networks.encoder import EncodedPassage
from index.networks.late import MOST, WIDTH, Tokens
from index.networks.models import Floats


def random_tokens(*lengths: int) -> list[Tokens]:
    chance = np.random.default_rng(len(lengths))
    return [chance.integers(-MOST, MOST + 1, size=(length, WIDTH), dtype=np.int8) for length in lengths]


def vectors(count: int, dimension: int = 3) -> Floats:
    return np.random.default_rng(count).normal(size=(count, dimension)).astype(np.float32)


@pytest.mark.parametrize("lengths", [(1,), (3,), (1, 1), (5, 1, 200, 7)])
def test_what_was_packed_comes_back(lengths: tuple[int, ...]) -> None:
    tokens, sentences, (whole,) = random_tokens(*lengths), vectors(len(lengths)), vectors(1)
    found = EncodedPassage.unpack(EncodedPassage(sentences, whole, tokens).pack(), 3)
    np.testing.assert_array_equal(found.sentences, sentences)
    np.testing.assert_array_equal(found.whole, whole)
    assert [t.dtype for t in found.tokens] == [np.int8] * len(lengths)
    for one, other in zip(found.tokens, tokens, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_packed_passage_is_its_counts_its_vectors_and_a_byte_for_two_dimensions_of_a_token() -> None:
    data = EncodedPassage(vectors(2), vectors(1)[0], random_tokens(2, 5)).pack()
    assert data[:12] == b"\x02\0\0\0" + b"\x02\0\0\0" + b"\x05\0\0\0"
    assert len(data) == 12 + (2 + 1) * 3 * 4 + (2 + 5) * 48
