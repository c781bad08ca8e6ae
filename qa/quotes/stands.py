"""Where a stretch of a document stands, with all that is said of it. Its text is cut from the document here."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache, partial

from index.documents import Block, Document, Places, Sentence
from index.store import Store
from qa.answer import Source, Span
from qa.links import anchor, document_link
from qa.quotes.checked import Stand
from qa.text_fragment import text_fragment_link

KEPT = 8  # documents, of 5 MB at most each


@dataclass(frozen=True, slots=True)
class _Opened:
    """A document with what a store says of it."""

    document: Document
    sentences: list[Sentence]
    places: Places | None


class Stands:
    """Stretches of a store's documents, each document read once: the quotes of one answer are often of few.

    Raises:
        DocumentNotFound: no document has the id that is asked for.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._opened = lru_cache(maxsize=KEPT)(partial(_open, store))

    def text(self, document_id: str) -> str:
        """A document's text."""
        return self._opened(document_id).document.text

    def at(self, document_id: str, start: int, end: int) -> Stand:
        """The stretch of a document's text from start to end, code points."""
        opened = self._opened(document_id)
        document, sentences = opened.document, opened.sentences
        first = max(0, bisect_right(sentences, start, key=lambda sentence: sentence.start) - 1)
        stop = max(first + 1, bisect_left(sentences, end, key=lambda sentence: sentence.start))
        around = sentences[first:stop]
        span = Span.cut(document.text, start, end)
        where = [] if opened.places is None else opened.places.places(start, end)
        number = _block_at(document, start)
        block = None if number is None else document.blocks[number]
        return Stand(
            document=Source.of(document),
            text=span.text,
            start=span.start,
            end=span.end,
            start_utf16=span.start_utf16,
            end_utf16=span.end_utf16,
            sentence=document.text[around[0].start : around[-1].end],
            sentence_start=around[0].start,
            sentence_end=around[-1].end,
            link=f"{document_link(document.id)}#{anchor(around[0].start, around[0].end)}",
            source_link=text_fragment_link(document.about.url, document.text, start, end),
            kind=None if block is None else block.kind,
            heading=_headings(document, block),
            speaker=None if block is None else block.speaker,
            place=where[0] if where else None,
        )


def _open(store: Store, document_id: str) -> _Opened:
    return _Opened(store.document(document_id), store.sentences_of(document_id), store.places(document_id))


def _block_at(document: Document, start: int) -> int | None:
    number = bisect_right(document.blocks, start, key=lambda block: block.start) - 1
    return number if number >= 0 and start < document.blocks[number].end else None


def _headings(document: Document, block: Block | None) -> tuple[str, ...]:
    """The headings above a block, outermost first."""
    found: list[str] = []
    while block is not None and block.parent is not None:
        block = document.blocks[block.parent]
        if block.kind in ("title", "heading"):
            found.append(document.text[block.start : block.end].strip())
    return tuple(reversed(found))
