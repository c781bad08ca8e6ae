"""Reads an article's HTML back: its text, what is seen of it, its sentences, and every tag with its attributes."""

from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

VOID = {"hr", "img"}


@dataclass
class Article:
    """What a page says.

    Attributes:
        text: all of it, hidden or not.
        seen: what is not hidden.
        shown: the same with its elements.
        sentences: by anchor, the text of a sentence's elements joined.
        lit: by anchor, what is seen of the sentence.
        tags: every start tag as it is written.
    """

    text: str = ""
    seen: str = ""
    shown: str = ""
    sentences: dict[str, str] = field(default_factory=dict)
    lit: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)


def read_back(html: str) -> Article:
    """The article; AssertionError where its elements do not nest."""
    reader = _Reader()
    reader.feed(str(html))
    reader.close()
    assert reader.open == []
    return reader.article


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.article = Article()
        self.open: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or ""
        self.article.tags.append(written)
        self.article.shown += "" if "hidden" in dict(attrs) else written
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        name, attributes = self.open.pop()
        assert name == tag
        self.article.shown += "" if "hidden" in attributes else f"</{tag}>"

    def handle_data(self, data: str) -> None:
        hidden = any("hidden" in attributes for _, attributes in self.open)
        self.article.text += data
        self.article.seen += "" if hidden else data
        self.article.shown += "" if hidden else escape(data, quote=False)
        for tag, attributes in self.open:
            anchor = attributes.get("id") or attributes.get("data-of")
            if tag == "span" and anchor:
                self.article.sentences[anchor] = self.article.sentences.get(anchor, "") + data
                self.article.lit[anchor] = self.article.lit.get(anchor, "") + ("" if hidden else data)
