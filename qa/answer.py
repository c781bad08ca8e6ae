"""What comes out: an answer, its citations and where each stands. Offsets are half-open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

from index.documents import Document, Kind, Place
from index.store import Entry, Generation
from qa.intent import Field, Intent

Verdict = Literal["answers", "may_answer", "silent"]

NOT_FOUND = "I found no sentence that says it."
HELP = "Ask me about the articles: I answer with their own sentences, word for word, and say where each stands."
CHOOSE = "Choose an article first: this can be asked of one, and there are several."


@dataclass(frozen=True, slots=True)
class Span:
    """A slice of a document, in code points and in UTF-16 units (for JavaScript)."""

    text: str
    start: int
    end: int
    start_utf16: int
    end_utf16: int

    @classmethod
    def cut(cls, text: str, start: int, end: int) -> Self:
        """The span of a document's text from start to end."""
        start_utf16 = utf16_length(text[:start])
        return cls(text[start:end], start, end, start_utf16, start_utf16 + utf16_length(text[start:end]))


@dataclass(frozen=True, slots=True)
class Source:
    """The document a citation is from; `language` is its own, where that is known: "en", "zh"."""

    id: str
    title: str
    url: str | None
    language: str | None = None

    @classmethod
    def of(cls, document: Document | Entry) -> Self:
        """What is said of a document where a sentence of it is cited."""
        return cls(document.id, document.title, document.about.url, document.about.language)


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence as evidence: `sentence == document.text[start:end]`, numbered from 1.

    `before` and `after` are the document's sentences around it; a higher `score` is better. `link` opens the document
    here with the sentence lit, `source_link` the page that it came from, where the document has its address. `kind` is
    that of the block which it stands in, `heading` the headings above it, outermost first, `above` the header of its
    table, the lead-in of its list or the question that it answers, if that is short, `speaker` who says it, and `place`
    where it stands in the source, each where it is known. Citations with the same `group`, the
    number of the first of them, belong together: a lead-in and its items. `also_in` are other documents that have the
    same sentence, as far as they came among the best candidates.
    """

    number: int
    document: Source
    sentence: str
    start: int
    end: int
    start_utf16: int
    end_utf16: int
    highlight: Span | None
    score: float
    before: str | None
    after: str | None
    link: str
    source_link: str | None = None
    kind: Kind | None = None
    heading: tuple[str, ...] = ()
    above: Span | None = None
    speaker: str | None = None
    place: Place | None = None
    group: int | None = None
    also_in: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """Something known of a document beside its text; `value` is None where it is not known."""

    document: Source
    field: Field
    value: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The cited sentences, or none if and only if not `found`; then `nearest` holds the closest.

    `verdict` says how sure the citations are: `answers`, which on held-out questions is right nine times in ten,
    `may_answer`, or `silent`, which is the same as not `found`.
    `intent` says what the question was taken for: a `question`; an `overview`, whose citations are the key sentences of
    documents; `details` of documents, which are no sentences of theirs; or `talk`. Of these only a `question` has a
    probability: the confidence of the others is 1 where something is cited, and 0 else.

    `asked_as` is the stand-alone question that was searched; `confidence` the probability that the citations answer
    it; `answer` the cited sentences in document order, each followed by its number: nothing in it is generated.
    `language` is the question's, as it was said or found out: "en", "zh".
    """

    question: str
    asked_as: str
    intent: Intent
    found: bool
    verdict: Verdict
    confidence: float
    answer: str
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    details: tuple[Detail, ...]
    index: Generation
    took_ms: float
    language: str | None = None

    def __post_init__(self) -> None:
        if self.found != bool(self.citations) or (self.found and self.nearest):
            raise ValueError(
                f"found is {self.found} with {len(self.citations)} citations and {len(self.nearest)} nearest"
            )
        if self.found != (self.verdict != "silent"):
            raise ValueError(f"found is {self.found} with the verdict {self.verdict}")


def compose(citations: Sequence[Citation]) -> str:
    """Citations as one text: "Sentence. [1] Another. [2]", documents in order of their best citation.

    Without citations it says that no sentence was found.
    """
    if not citations:
        return NOT_FOUND
    rank: dict[str, int] = {}
    for citation in citations:
        rank.setdefault(citation.document.id, citation.number)
    ordered = sorted(citations, key=lambda c: (rank[c.document.id], c.start))
    return " ".join(f"{c.sentence} [{c.number}]" for c in ordered)


def utf16_length(text: str) -> int:
    """How many UTF-16 units a text has."""
    return len(text.encode("utf-16-le")) // 2
