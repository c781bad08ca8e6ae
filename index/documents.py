"""The nouns: a document, its sentences and its passages. All offsets are half-open, in code points of the text."""

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Self


@dataclass(frozen=True, slots=True)
class Document:
    """One article. `text` is never changed after reading; every offset refers to it."""

    id: str
    title: str
    text: str
    url: str | None = None
    author: str | None = None
    published: str | None = None
    language: str = "en"


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
    """A document with its sentences in order and the passages that cover each of them once."""

    document: Document
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]

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
