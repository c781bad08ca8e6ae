"""What of a segment's texts the encoder is given, and BM25, in which order."""

from collections.abc import Iterator

from index.folding import fold
from index.storage.texts import Texts


def sentences(texts: Texts) -> Iterator[str]:
    return (fold(text).text for _, text in texts.each_sentence())


def passages(texts: Texts) -> Iterator[str]:
    return (texts.whole(rows) for rows in texts.each_passage())


def sentence_languages(texts: Texts) -> Iterator[str | None]:
    """Each sentence's, which is its document's."""
    return (record.about.language for record in texts.records for _ in range(record.first, record.stop))


def passage_languages(texts: Texts) -> Iterator[str | None]:
    return (texts.sentence(int(rows[0]))[0].about.language for rows in texts.each_passage())


def passage_keys(texts: Texts) -> Iterator[str]:
    """The passages as the encoder is given them."""
    return (texts.passage_text(rows).key() for rows in texts.each_passage())
