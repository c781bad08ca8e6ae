"""A network that returns what a test chooses."""

from collections.abc import Callable, Sequence

from index.networks.models import Floats
from index.networks.sentencepieces import Layout
from index.networks.sessions import Network

Answer = Callable[[list[int], list[int]], list[Floats]]


class FakeNetwork(Network):
    """Returns what a function makes of the ids and types of each layout; `given` remembers them."""

    def __init__(self, answer: Answer) -> None:
        self.sha256 = "e" * 64
        self.given: list[tuple[list[int], list[int]]] = []
        self._answer = answer

    def run(self, layouts: Sequence[Layout]) -> list[list[Floats]]:
        self.given.extend((layout.ids, layout.types) for layout in layouts)
        return [self._answer(layout.ids, layout.types) for layout in layouts]
