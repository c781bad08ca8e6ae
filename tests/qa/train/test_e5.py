from collections.abc import Iterator
from itertools import islice

import pytest

from qa.train.e5 import loader


def numbered(skip: int, every: int) -> Iterator[int]:
    while True:
        yield skip
        skip += every


@pytest.mark.filterwarnings("ignore:This DataLoader will create")  # on one core
@pytest.mark.parametrize("workers", [0, 1, 2])
def test_processes_take_turns_with_the_batches(workers: int) -> None:
    assert list(islice(loader(numbered, 2, workers), 7)) == [2, 3, 4, 5, 6, 7, 8]
