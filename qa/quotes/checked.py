"""What a check says of each quote."""

from dataclasses import dataclass
from typing import Literal

from index.documents import Kind, Place
from index.store import Generation
from qa.answer import Source
from qa.quotes.changes import Change

Match = Literal["exact", "near", "absent"]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a quote, or a part of it, stands: `text == document.text[start:end]`.

    Attributes:
        document: its document.
        text: the source's own words.
        start, end, start_utf16, end_utf16: their range, in code points and in UTF-16 units.
        sentence: the sentence that they stand in, or the sentences from first to last.
        sentence_start, sentence_end: their range, code points.
        link: opens the document here with the first of them lit; `source_link` the page that it came from, where
            the document has its address.
        kind, heading, speaker, place: as of a citation.
    """

    document: Source
    text: str
    start: int
    end: int
    start_utf16: int
    end_utf16: int
    sentence: str
    sentence_start: int
    sentence_end: int
    link: str
    source_link: str | None
    kind: Kind | None
    heading: tuple[str, ...]
    speaker: str | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class CheckedQuote:
    """A quote and what is true of it.

    Attributes:
        number: from 1.
        quote: as it was given, without its quote marks.
        start, end, start_utf16, end_utf16: its range in the text that was given; None where it was given alone.
        verdict: exact: it stands in a document, but for what `folded` names; near: with the `changes`; absent: no
            stretch of a document is like it.
        similarity: 0 to 1: how much of its words a document has, in their order; 1 where it is exact.
        folded: what was overlooked to find it equal: white space, quote marks, dashes, case, end mark, markup,
            characters (their forms, and words broken at line ends), ellipsis, insertion.
        changes: what differs, of a near one; numbers, names and negations first.
        stands: where it stands, a range for each part: of an ellipsis, of what was joined. None of an absent one.
        also_in: other places where it stands exactly: in further documents, and in others than the one it is said
            to be from.
        nearest: the closest sentence, of an absent one, where there is any.
    """

    number: int
    quote: str
    start: int | None
    end: int | None
    start_utf16: int | None
    end_utf16: int | None
    verdict: Match
    similarity: float
    folded: tuple[str, ...]
    changes: tuple[Change, ...]
    stands: tuple[Stand, ...]
    also_in: tuple[Stand, ...]
    nearest: Stand | None


@dataclass(frozen=True, slots=True)
class Check:
    """The quotes of a text, checked; `exact`, `near` and `absent` count them."""

    quotes: tuple[CheckedQuote, ...]
    exact: int
    near: int
    absent: int
    index: Generation
    took_ms: float
