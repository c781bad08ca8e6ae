from index.documents import About
from index.store import Entry
from qa.answer import Detail, Source
from qa.details import details_of, in_words

NIGHT = Entry("night", About("Night buses", "https://example.org/n", "Ada Prell", "2026-02-11", "en"), 4)
PORT = Entry("port", About(), 9)
NIGHT_SOURCE, PORT_SOURCE = Source("night", "Night buses", "https://example.org/n", "en"), Source("port", "port", None)


def test_details_are_what_is_known_field_by_field() -> None:
    assert details_of([NIGHT, PORT], ["author", "url"]) == (
        Detail(NIGHT_SOURCE, "author", "Ada Prell"),
        Detail(NIGHT_SOURCE, "url", "https://example.org/n"),
        Detail(PORT_SOURCE, "author", None),
        Detail(PORT_SOURCE, "url", None),
    )


def test_what_is_not_known_is_said_to_be() -> None:
    assert in_words(details_of([NIGHT], ["title", "published"])) == "Title: Night buses\nPublished: 2026-02-11"
    assert in_words(details_of([PORT], ["author", "language"])) == "Author: not known\nLanguage: not known"


def test_of_several_documents_each_is_named() -> None:
    said = in_words(details_of([NIGHT, PORT], ["author"]))
    assert said == "Night buses: author: Ada Prell\nport: author: not known"
