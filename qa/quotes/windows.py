"""The stretches of the sources in which a quote may stand: what shares its words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice

from index.documents import Sentence
from index.store import Sharing, Store
from qa.quotes.parts import Part
from qa.quotes.words import Words, is_word, words_of

SHORT = 60  # code points; a piece so short shares its words with many sentences that say something else
DEPTH, DEPTH_SHORT = 40, 400  # sentences looked at for each piece of a quote
MOST_READ = 5_000_000  # code points, where no word of a quote is indexed
KEPT = 512  # windows whose words are remembered
AROUND = 80  # code points more than the quote is long


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a document's text, and the sentence in it that shares most with the quote.

    Attributes:
        document_id: of its document.
        start: where it begins in the document's text, code points.
        text: the stretch.
        best: the sentence.
        language: the document's, BCP-47; None where it is not known.
    """

    document_id: str
    start: int
    text: str
    best: Sharing
    language: str | None

    @property
    def words(self) -> Words:
        """Its words; not all windows are asked for them."""
        return _words(self.text)


def windows_of(store: Store, parts: Sequence[Part], documents: Sequence[str]) -> list[list[Window]]:
    """The windows of a quote by document, those first that share most with it; in a document in order, and apart."""
    pieces = [piece for part in parts for piece in part.pieces()]
    around = max((len(part.text) for part in parts), default=0) + AROUND
    found: list[Sharing] = []
    held: defaultdict[str, float] = defaultdict(float)  # by document, how much of the pieces its sentences share
    for short, depth in ((True, DEPTH_SHORT), (False, DEPTH)):
        texts = [piece for piece in pieces if (len(piece) <= SHORT) == short]
        for piece, sharing in zip(texts, store.sharing(texts, depth, around, documents) if texts else (), strict=True):
            found += sharing
            best = {one.document_id: one.share for one in reversed(sharing)}
            for document_id, share in best.items():
                held[document_id] += share * len(piece)
    ordered = sorted(found or _scanned(store, parts, documents), key=lambda one: (one.document_id, one.start))
    by_document = groupby(ordered, key=lambda one: one.document_id)
    windows = [list(_merged(group, store.entry(name).about.language)) for name, group in by_document]
    return sorted(windows, key=lambda each: -held[each[0].document_id])


def _scanned(store: Store, parts: Sequence[Part], documents: Sequence[str]) -> Iterable[Sharing]:
    """Where a part without any indexed word stands, found by reading: one of stop words alone, or without spaces."""
    patterns = [_pattern(part.runs[0].words) for part in parts]
    read = 0
    for entry in map(store.entry, documents) if documents else store.documents():
        text = store.document(entry.id).text
        if (read := read + len(text)) > MOST_READ:
            return
        for pattern in patterns:
            for match in islice(pattern.finditer(text), DEPTH):
                start = max(0, match.start() - AROUND)
                stretch = text[start : match.end() + AROUND]
                yield Sharing(-1, 1.0, entry.id, Sentence(*match.span()), start, stretch)


def _pattern(words: Words) -> re.Pattern[str]:
    """Words as they stand in a text, whatever white space and marks are between them."""
    between = "".join(re.escape(key).replace("'", "['’]") + r"[\W_]*" for key in words.keys if is_word(key))
    return re.compile(between, re.I)


@lru_cache(maxsize=KEPT)
def _words(text: str) -> Words:
    return words_of(text)


def _merged(found: Iterable[Sharing], language: str | None) -> Iterable[Window]:
    """The windows of one document: stretches that overlap are one."""
    group: list[Sharing] = []
    stop = 0
    for one in found:
        if group and one.start > stop:
            yield _window(group, language)
            group = []
        group.append(one)
        stop = max(stop, one.start + len(one.stretch))
    if group:
        yield _window(group, language)


def _window(group: Sequence[Sharing], language: str | None) -> Window:
    start = group[0].start
    text = ""
    for one in group:
        text += one.stretch[start + len(text) - one.start :]
    return Window(group[0].document_id, start, text, max(group, key=lambda one: one.share), language)
