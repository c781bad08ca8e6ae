"""Turn candidates into citations. The quote is cut from the source here, and checked on the way out."""

from collections.abc import Sequence

from index.documents import Document
from index.folding import fold
from index.store import Entry, Quote
from qa.answer import Citation, Source, Span
from qa.links import anchor, document_link
from qa.reader import Reading
from qa.retrieve import Candidate
from qa.text_fragment import text_fragment_link

SURE_OF_HIGHLIGHT = 0.2  # certainty from which an answer is lit
LONGEST_ABOVE = 300  # code points of what is shown above a row, an item or an answer


def cite(document: Document, quote: Quote, candidate: Candidate, number: int, copies: Sequence[Entry] = ()) -> Citation:
    """The citation of a candidate's sentence, which is one of the document's; `copies` have the same one."""
    span = Span.cut(document.text, quote.sentence.start, quote.sentence.end)
    citation = Citation(
        number=number,
        document=Source.of(document),
        sentence=span.text,
        start=span.start,
        end=span.end,
        start_utf16=span.start_utf16,
        end_utf16=span.end_utf16,
        highlight=_highlight(document.text, quote, candidate.reading),
        score=round(candidate.share, 4),
        before=quote.before,
        after=quote.after,
        link=f"{document_link(document.id)}#{anchor(span.start, span.end)}",
        source_link=text_fragment_link(document.about.url, document.text, span.start, span.end),
        kind=None if quote.block is None else quote.block.kind,
        heading=quote.headings,
        above=_above(document, quote),
        speaker=None if quote.block is None else quote.block.speaker,
        place=quote.place,
        group=candidate.group,
        also_in=_others(document, copies),
    )
    check(citation, document)
    return citation


def _above(document: Document, quote: Quote) -> Span | None:
    """What the sentence's block belongs to, where that is no heading and not long."""
    if quote.above is None or quote.block is None or quote.block.parent is None:
        return None
    block = document.blocks[quote.block.parent]
    start = block.start + document.text[block.start : block.end].index(quote.above)
    return Span.cut(document.text, start, start + len(quote.above)) if len(quote.above) <= LONGEST_ABOVE else None


def _others(document: Document, copies: Sequence[Entry]) -> tuple[Source, ...]:
    """The documents of copies, each once, without the document itself."""
    others = {entry.id: Source.of(entry) for entry in copies if entry.id != document.id}
    return tuple(others.values())


def _highlight(text: str, quote: Quote, reading: Reading | None) -> Span | None:
    if reading is None or reading.start == reading.end or reading.certainty < SURE_OF_HIGHLIGHT:
        return None
    start, end = fold(quote.text).original(reading.start, reading.end)  # the reader saw it folded
    return Span.cut(text, quote.sentence.start + start, quote.sentence.start + end)


def check(citation: Citation, document: Document) -> None:
    """Hold the promise: sentence, highlight and what is above are the slices of the document that they say they are.

    Raises:
        ValueError: one is not; that is a bug, and nothing is shown.
    """
    if document.text[citation.start : citation.end] != citation.sentence:
        raise ValueError(f"{document.id}[{citation.start}:{citation.end}] is not {citation.sentence!r}")
    above, lit = citation.above, citation.highlight
    if above is not None and document.text[above.start : above.end] != above.text:
        raise ValueError(f"{document.id}[{above.start}:{above.end}] is not {above.text!r}")
    if lit is None:
        return
    inside = citation.start <= lit.start < lit.end <= citation.end
    if not inside or document.text[lit.start : lit.end] != lit.text:
        raise ValueError(f"{document.id}[{lit.start}:{lit.end}] is not {lit.text!r} inside {citation.sentence!r}")
