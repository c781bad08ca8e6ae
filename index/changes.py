"""What can be done to the library, what becomes of it, and who is told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, get_args

About = Mapping[str, str | None]  # fields of a sidecar; None where it shall not say

Step = Literal["received", "fetching", "reading", "indexing", "live"]
State = Literal["waiting", "read", "added", "there", "left_out", "removed", "changed", "missing"]
STEPS: tuple[Step, ...] = get_args(Step)
BAD: tuple[State, ...] = ("left_out", "missing")


@dataclass(frozen=True, slots=True)
class Add:
    """A source to add: its name as given, with folders or without, its bytes, and what is known of it."""

    name: str
    data: bytes = field(repr=False)
    about: About = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remove:
    """A document to remove, by its id."""

    document: str


@dataclass(frozen=True, slots=True)
class Describe:
    """What shall be known of a document, by its id."""

    document: str
    about: About


Change = Add | Remove | Describe


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one change.

    Attributes:
        name: the source's name as given, or the document's id.
        state: `read` while it is indexed, `there` where the same bytes are there already, `missing` where no document
            has the id.
        document: the id of the document.
        why: why a source was left out.
        partly: what of a source was not read.
    """

    name: str
    state: State = "waiting"
    document: str | None = None
    why: str | None = None
    partly: tuple[str, ...] = ()


class Listener(Protocol):
    """Is told how far it is."""

    def step(self, step: Step) -> None: ...

    def outcome(self, number: int, outcome: Outcome) -> None:
        """What became of the change of this number."""
        ...

    def progress(self, done: int, total: int) -> None:
        """How many texts are encoded."""
        ...


@dataclass
class Heard:
    """Keeps what becomes of changes, by their numbers."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)

    def step(self, step: Step) -> None: ...

    def outcome(self, number: int, outcome: Outcome) -> None:
        self.outcomes[number] = outcome

    def progress(self, done: int, total: int) -> None: ...


Apply = Callable[[Sequence[Change], Listener], None]
