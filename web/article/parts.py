"""What an article is laid out of: elements, and leaves that show runs of its text. All offsets are code points."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from index.documents import Block, Document, Place
from qa.links import document_link
from web.speaking import gettext

TITLE = "h2"  # the page's own name is above it
DEEPEST = 6

_HEAD = 3  # blocks: a title may follow the name of its section or series


@dataclass(frozen=True, slots=True)
class Open:
    """An element begins. Its attributes are ours: none ever comes from a source."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Close:
    """An element ends."""

    tag: str


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the text that is seen.

    Attributes:
        tags: the elements it stands in inside its leaf, outermost first; "span.marker" is a span of that class.
        kept: line ends break the line; elsewhere they are spaces, because the text was wrapped there by hand.
    """

    start: int
    end: int
    tags: tuple[str, ...] = ()
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element that holds text: its runs, in order, are seen, and what stands around them is hidden."""

    tag: str
    runs: tuple[Run, ...]
    attributes: tuple[tuple[str, str], ...] = ()


Part = Open | Close | Leaf

Where = Callable[[int, int], Sequence[Place]]  # the places of a stretch of the text in its source


def code(lines: Iterable[Run]) -> list[Part]:
    """Code, which scrolls by itself where it is wide."""
    scrolls = (("tabindex", "0"), ("role", "group"), ("aria-label", gettext("Code")))
    return [Open("pre", scrolls), Leaf("code", tuple(lines)), Close("pre")]


def page(document_id: str, number: int) -> list[Part]:
    """A page of the source as a picture, which is loaded where it is opened."""
    name = gettext("Page %(number)s", number=number)
    summary = (("aria-label", name), ("data-page", str(number)))
    picture = (("src", f"{document_link(document_id)}/pages/{number}.png"), ("alt", name), ("loading", "lazy"))
    return [
        Open("details", (("class", "page"),)),
        Open("summary", summary),
        Close("summary"),
        Open("img", picture),
        Close("details"),
    ]


def clock(seconds: float) -> str:
    """3725.4 seconds are 1:02:05."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def open_table() -> tuple[Open, Open]:
    """A table begins, which scrolls by itself where it is wide."""
    scrolls = (("tabindex", "0"), ("role", "group"), ("aria-label", gettext("Table")))
    return Open("div", (("class", "wide-table"), *scrolls)), Open("table")


CLOSE_TABLE = (Close("table"), Close("div"))


class Outline:
    """Gives headings their elements: none skips a level, whatever the source does."""

    def __init__(self, above: Iterable[int] = ()) -> None:
        """`above`: the levels of the headings that what follows stands under, highest first."""
        self._above = list(above)

    def tag(self, level: int) -> str:
        """The element of a heading of this level; 1 is the highest."""
        while self._above and self._above[-1] >= level:
            self._above.pop()
        self._above.append(level)
        return f"h{min(int(TITLE[1]) + len(self._above), DEEPEST)}"


def title_in_text(document: Document) -> Block | None:
    """The block at the head of a text that is its title, so that none need be shown above the text."""
    return next((block for block in document.blocks[:_HEAD] if block.kind == "title"), None)
