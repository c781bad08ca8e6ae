"""The nouns: a document, its blocks, sentences and passages. All offsets are half-open, in code points of the text."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Literal, Protocol, Self, get_args

Kind = Literal[
    "title", "heading", "paragraph", "list_item", "table_row", "question", "speech", "code", "caption", "footnote"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Markup = Literal["markdown"]


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a document beside its text; None where it is not known."""

    title: str | None = None
    url: str | None = None
    author: str | None = None
    published: str | None = None
    language: str | None = None

    def over(self, other: Self) -> Self:
        """This, with what is not known taken from another."""
        known = {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) is not None}
        return replace(other, **known)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document's text that is one thing: `text[start:end]`.

    Attributes:
        kind: what it is.
        parent: the number of the block that it belongs to: the heading above it, the lead-in of its list, the header
            of its table, the question that it answers. It stands before the block; None where there is none.
        speaker: who says it, where the source tells.
    """

    kind: Kind
    start: int
    end: int
    parent: int | None = None
    speaker: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a block needs 0 <= start < end, not {self.start} and {self.end}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands in its source, as far as the source has such places.

    Attributes:
        page: from 1.
        boxes: of the sentence's lines on that page: left, top, right, bottom in points from the page's top left.
        seconds: when it begins and ends in a recording.
    """

    page: int | None = None
    boxes: tuple[tuple[float, float, float, float], ...] = ()
    seconds: tuple[float, float] | None = None


class Places(Protocol):
    """Where each stretch of a document's text stands in its source."""

    def places(self, start: int, end: int) -> list[Place]:
        """The places of `text[start:end]`, first to last: a stretch over a page break has two, one for each page."""
        ...

    def to_bytes(self) -> bytes:
        """The same to be stored; `index.places.places_of` gives it back."""
        ...


@dataclass(frozen=True, slots=True)
class Origin:
    """The source that a document was read from.

    Attributes:
        sha256: of its bytes.
        reader: name and version of what read it: "plain 1".
        sidecar: SHA-256 of the file beside it that describes it; empty where there is none.
        places: where its text stands in it; None where the source has no places.
    """

    sha256: str
    reader: str
    sidecar: str = ""
    places: Places | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One source as text. `text` is never changed after reading; every offset refers to it.

    `blocks` are in order and do not overlap; there are none where a text was not read from a source. `markup` is what
    the text is written in, so that some of its characters are marks (`#`, `**`, `|`) and no words; None where it is
    plain.
    """

    id: str
    about: About
    text: str
    blocks: tuple[Block, ...] = ()
    markup: Markup | None = None

    def __post_init__(self) -> None:
        check_blocks(self.blocks, self.text, self.id)

    @property
    def title(self) -> str:
        """Its title; its id where none is known. An empty one is known: the networks then read none."""
        return self.id if self.about.title is None else self.about.title


def check_blocks(blocks: Sequence[Block], text: str, name: str) -> None:
    """Raise ValueError unless blocks are in order, apart, inside the text, and behind their parents."""
    if any(a.end > b.start for a, b in pairwise(blocks)):
        raise ValueError(f"{name}: blocks overlap or are out of order")
    if blocks and blocks[-1].end > len(text):
        raise ValueError(f"{name}: a block ends at {blocks[-1].end}, the text at {len(text)}")
    for number, block in enumerate(blocks):
        if block.parent is not None and not 0 <= block.parent < number:
            raise ValueError(f"{name}: block {number} has block {block.parent} as its parent, which is not before it")


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is cited: `text[start:end]` of its document. It has no text of its own to disagree with."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a sentence needs 0 <= start < end, not {self.start} and {self.end}")


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is embedded and read: the document's sentences number `first` up to, not including, `stop`."""

    first: int
    stop: int

    def __post_init__(self) -> None:
        if not 0 <= self.first < self.stop:
            raise ValueError(f"a passage needs 0 <= first < stop, not {self.first} and {self.stop}")


@dataclass(frozen=True, slots=True)
class SplitDocument:
    """A document with its sentences in order and the passages that cover each of them once.

    `origin` is its source; None where it was not read from one.
    """

    document: Document
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    origin: Origin | None = None

    def __post_init__(self) -> None:
        name, length = self.document.id, len(self.document.text)
        if any(a.end > b.start for a, b in pairwise(self.sentences)):
            raise ValueError(f"{name}: sentences overlap or are out of order")
        if self.sentences and self.sentences[-1].end > length:
            raise ValueError(f"{name}: a sentence ends at {self.sentences[-1].end}, the text at {length}")
        bounds = [0, *(p.stop for p in self.passages)]
        if [p.first for p in self.passages] != bounds[:-1] or bounds[-1] != len(self.sentences):
            raise ValueError(f"{name}: passages do not cover the {len(self.sentences)} sentences once each")

    def passage_range(self, passage: Passage) -> tuple[int, int]:
        """Start and end of a passage in the document's text, code points."""
        return self.sentences[passage.first].start, self.sentences[passage.stop - 1].end


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage with what helps to understand it: the document's title and the sentence before it, or nothing."""

    title: str
    before: str
    sentences: tuple[str, ...]

    def key(self) -> str:
        """The exact text that its vectors depend on; `of` gives the passage back."""
        return json.dumps([self.title, self.before, *self.sentences])

    @classmethod
    def of(cls, key: str) -> Self:
        title, before, *sentences = json.loads(key)
        return cls(title, before, tuple(sentences))
