"""Draw training questions from many sources, so many of each, in an order that any step can be found in again."""

import random
from collections.abc import Mapping, Sequence
from itertools import accumulate

ROUND = 1000  # questions in which each source has its share


class Mixture:
    """An endless sequence of (source, number): each source is gone through in passes, each shuffled anew."""

    def __init__(self, sizes: Mapping[str, int], weights: Mapping[str, float], seed: int) -> None:
        """Mix sources of so many questions; the weights are shares of their sum.

        Raises:
            ValueError: a source has no question, or no weight.
        """
        self._sizes, self._seed = dict(sizes), seed
        for name, size in sizes.items():
            if size == 0 or name not in weights:
                raise ValueError(f"The source {name!r} has {size} questions and the weight {weights.get(name)}.")
        total = sum(weights[name] for name in sizes)
        bounds = [round(ROUND * part / total) for part in accumulate(weights[name] for name in sizes)]
        shares = [stop - start for start, stop in zip([0, *bounds], bounds, strict=False)]
        self._slots = [name for name, share in zip(sizes, shares, strict=True) for _ in range(share)]
        self._shares = dict(zip(sizes, shares, strict=True))
        self._orders: dict[tuple[str, int], list[int]] = {}

    def draw(self, start: int, count: int) -> list[tuple[str, int]]:
        """The entries from `start` on."""
        return [self._entry(place) for place in range(start, start + count)]

    def _entry(self, place: int) -> tuple[str, int]:
        number, slot = divmod(place, ROUND)
        slots = self._order("", number, range(len(self._slots)))
        source = self._slots[slots[slot]]
        earlier = sum(self._slots[i] == source for i in slots[:slot])
        turn, at = divmod(number * self._shares[source] + earlier, self._sizes[source])
        return source, self._order(source, turn, range(self._sizes[source]))[at]

    def _order(self, name: str, turn: int, numbers: Sequence[int]) -> list[int]:
        if (name, turn) not in self._orders:
            for key in [k for k in self._orders if k[0] == name]:
                del self._orders[key]
            chance = random.Random(f"{self._seed}/{name}/{turn}")
            self._orders[name, turn] = chance.sample(numbers, len(numbers))
        return self._orders[name, turn]
