"""What was read last is not read again."""

import pytest

from index.storage.qdrant.recent import Recent


def test_only_what_is_not_known_is_read() -> None:
    read: list[list[int]] = []

    def squares(keys: list[int]) -> dict[int, int]:
        read.append(keys)
        return {key: key * key for key in keys}

    recent = Recent[int, int](3)
    recent.keep({2: 4})
    assert recent.of([3, 2, 3, 1], squares) == [9, 4, 9, 1]
    assert recent.of([3, 2], squares) == [9, 4]
    assert recent.of([], squares) == []
    assert read == [[3, 1]]


def test_the_oldest_are_forgotten() -> None:
    recent = Recent[int, int](2)
    recent.keep({1: 1, 2: 2, 3: 3})
    recent.keep({2: 2, 4: 4})
    assert recent.of([1, 2, 3, 4], lambda keys: dict.fromkeys(keys, 0)) == [0, 2, 0, 4]


def test_what_is_nowhere_is_named() -> None:
    with pytest.raises(KeyError) as caught:
        Recent[str, int](2).of(["there", "none"], lambda keys: {"there": 1})
    assert caught.value.args == ("none",)
