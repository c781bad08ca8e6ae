"""A network that returns what a test chooses."""

from collections.abc import Callable, Sequence

from index.network import Floats, Network

Answer = Callable[[list[int], list[int]], list[Floats]]


class FakeNetwork(Network):
    """Returns what a function makes of the ids and types of each layout; `given` remembers them."""

    def __init__(self, answer: Answer) -> None:
        self.sha256 = "e" * 64
        self.given: list[tuple[list[int], list[int]]] = []
        self._answer = answer

    def run(self, ids: Sequence[int], types: Sequence[int]) -> list[Floats]:
        self.given.append((list(ids), list(types)))
        return self._answer(list(ids), list(types))
