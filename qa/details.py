"""What is known of a document beside its text: who wrote it, when, what it is called."""

from collections.abc import Sequence

from index.store import Entry
from qa.answer import Detail, Source
from qa.intent import Field

LABELS: dict[Field, str] = {
    "title": "Title",
    "author": "Author",
    "published": "Published",
    "url": "Address",
    "language": "Language",
}


def details_of(entries: Sequence[Entry], fields: Sequence[Field]) -> tuple[Detail, ...]:
    """What is known of each document, field by field; a value is None where it is not known."""
    return tuple(Detail(Source.of(entry), field, getattr(entry.about, field)) for entry in entries for field in fields)


def in_words(details: Sequence[Detail]) -> str:
    """Details as lines of text, each with its document's title where there are several documents."""
    several = len({detail.document.id for detail in details}) > 1
    return "\n".join(_line(detail, named=several) for detail in details)


def _line(detail: Detail, *, named: bool) -> str:
    value = f"{LABELS[detail.field]}: {detail.value if detail.value is not None else 'not known'}"
    return f"{detail.document.title}: {value[0].lower()}{value[1:]}" if named else value
