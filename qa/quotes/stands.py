"""Where a stretch of a document stands, with all that is said of it. Its text is cut from the document here."""

from bisect import bisect_left, bisect_right

from index.documents import Block, Document
from index.store import Store
from qa.answer import Source, Span
from qa.links import anchor, document_link
from qa.quotes.checked import Stand
from qa.text_fragment import text_fragment_link


def stand_at(store: Store, document_id: str, start: int, end: int) -> Stand:
    """The stretch of a document's text from start to end, code points."""
    document, sentences = store.document(document_id), store.sentences_of(document_id)
    first = max(0, bisect_right(sentences, start, key=lambda sentence: sentence.start) - 1)
    stop = max(first + 1, bisect_left(sentences, end, key=lambda sentence: sentence.start))
    around = sentences[first:stop]
    span = Span.cut(document.text, start, end)
    places = store.places(document_id)
    where = [] if places is None else places.places(start, end)
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
