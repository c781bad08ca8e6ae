"""A chat as Telegram exports it to HTML: who writes, when, and what."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from index.reading.dom import Page, fold
from index.reading.pieces import Piece

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_DAY = "message-"  # of which a line between the messages of two days has its id


def chat_of(tree: "LexborHTMLParser") -> list[Piece] | None:
    """The chat's title, its days as headings, and its messages, each below its writer's name and the time; None where
    the page is no chat.
    """
    messages = tree.css("div.history > div.message")
    if not any(_of(message, "from_name") for message in messages):
        return None
    title = tree.css_first("div.page_header div.text")
    return [*([Piece(fold(title.text()), "title")] if title else []), *_pieces(messages)]


def _pieces(messages: Iterable["LexborNode"]) -> Iterator[Piece]:
    """A message right after another of the same writer has no name of its own; the first has it without words too."""
    line = ""
    for message in messages:
        if (message.attributes.get("id") or "").startswith(_DAY):
            yield Piece(fold(message.text()), "heading", level=1)
            continue
        if name := _of(message, "from_name"):
            line = f"{name} {_of(message, 'date')}"
        said = [piece for part in message.css("div.text") for piece in Page(part).pieces]
        if said and line:
            yield Piece(line)
            line = ""
        yield from said


def _of(message: "LexborNode", part: str) -> str:
    found = message.css_first(f"div.body > div.{part}")
    return fold(found.text()) if found else ""
