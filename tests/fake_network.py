"""A network that returns what a test chooses."""

from collections.abc import Callable

from index.network import Floats, Network
from index.wordpieces import Layout

Answer = Callable[[list[int], list[int]], list[Floats]]


class FakeNetwork(Network):
    """Returns what a function makes of the ids and types of each layout; `given` remembers them."""

    def __init__(self, answer: Answer) -> None:
        self.sha256 = "e" * 64
        self.given: list[tuple[list[int], list[int]]] = []
        self._answer = answer

    def run(self, layout: Layout) -> list[Floats]:
        self.given.append((layout.ids, layout.types))
        return self._answer(layout.ids, layout.types)
