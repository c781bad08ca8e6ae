from dataclasses import replace
from pathlib import Path

import pytest

from index.documents import About, Block, Document, Kind, Passage, Sentence, SplitDocument
from index.storage.local import LocalStore
from qa.answer import Citation, Source, Span
from qa.cite import LONGEST_ABOVE, SURE_OF_HIGHLIGHT, check
from qa.reader import Reading
from tests.building import stored
from tests.citing import cited
from tests.fake_encoder import BagOfWords

TEXT = "👩🏽‍🚀 flew. The cat\r\nsat.  The cat\r\nsat."
RANGES = (Sentence(0, 10), Sentence(11, 24), Sentence(26, 39))
ARTICLE = Document("a b/é#?", About("Cats", "https://example.org/"), TEXT)


@pytest.fixture
def cats(tmp_path: Path, fake: BagOfWords) -> LocalStore:
    other = Document("other", About("Other"), "Another one.")
    return stored(
        tmp_path,
        fake,
        SplitDocument(ARTICLE, RANGES, (Passage(0, 3),)),
        SplitDocument(other, (Sentence(0, 12),), (Passage(0, 1),)),
    )


@pytest.fixture
def citations(cats: LocalStore) -> list[Citation]:
    return [cited(cats, key, key + 1, share=0.123456) for key in range(4)]


def test_a_citation_is_the_slice_of_its_document_with_its_neighbours(citations: list[Citation]) -> None:
    assert citations[1] == Citation(
        number=2,
        document=Source("a b/é#?", "Cats", "https://example.org/"),
        sentence="The cat\r\nsat.",
        start=11,
        end=24,
        start_utf16=14,
        end_utf16=27,
        highlight=None,
        score=0.1235,
        before="👩🏽‍🚀 flew.",
        after="The cat\r\nsat.",
        link="/documents/a%20b/%C3%A9%23%3F#s11-24",
        source_link="https://example.org/#:~:text=flew.-,The%20cat%20sat.,-The",
    )


def test_a_repeated_sentence_is_cited_where_it_stands(citations: list[Citation]) -> None:
    assert citations[1].sentence == citations[2].sentence == TEXT[26:39]
    assert (citations[2].start, citations[2].link) == (26, "/documents/a%20b/%C3%A9%23%3F#s26-39")


def test_neighbours_are_of_the_same_document(citations: list[Citation]) -> None:
    assert [(c.before is None, c.after is None) for c in citations] == [
        (True, False),
        (False, False),
        (False, True),
        (True, True),
    ]


def test_a_citation_says_which_block_it_is_of_under_which_headings_and_who_speaks(
    tmp_path: Path, fake: BagOfWords
) -> None:
    text = "News. Money. Rates fell. Thanks."
    blocks = (
        Block("title", 0, 5),
        Block("heading", 6, 12, 0),
        Block("paragraph", 13, 24, 1),
        Block("speech", 25, 32, None, "Ünal"),
    )
    document = Document("x", About("X"), text, blocks)
    ranges = (Sentence(0, 5), Sentence(6, 12), Sentence(13, 24), Sentence(25, 32))
    store = stored(tmp_path, fake, SplitDocument(document, ranges, (Passage(0, 4),)))
    found = [cited(store, key) for key in range(4)]
    assert [(c.kind, c.heading, c.speaker, c.place) for c in found] == [
        ("title", (), None, None),
        ("heading", ("News.",), None, None),
        ("paragraph", ("News.", "Money."), None, None),
        ("speech", (), "Ünal", None),
    ]


def test_a_citation_says_what_its_row_item_or_answer_stands_under(tmp_path: Path, fake: BagOfWords) -> None:
    parts = ["Fares", "Age | Single", "Adult | 12.50", "No \U0001f415:", "cats", f"{'L' * LONGEST_ABOVE}:", "eels"]
    kinds: list[tuple[Kind, int | None]] = [
        ("heading", None),
        ("table_row", 0),
        ("table_row", 1),
        ("paragraph", 0),
        ("list_item", 3),
        ("paragraph", 0),
        ("list_item", 5),
    ]
    text = "\n".join(parts)
    starts = [text.index(part) for part in parts]
    ranges = tuple(Sentence(start, start + len(part)) for start, part in zip(starts, parts, strict=True))
    blocks = tuple(Block(kind, s.start, s.end + 1, parent) for (kind, parent), s in zip(kinds, ranges, strict=True))
    document = Document("x", About("X"), text + "\n", blocks)
    store = stored(tmp_path, fake, SplitDocument(document, ranges, (Passage(0, 7),)))
    assert [cited(store, key).above for key in range(7)] == [
        None,
        None,  # under a heading
        Span("Age | Single", 6, 18, 6, 18),
        None,
        Span("No \U0001f415:", 33, 38, 33, 39),
        None,
        None,  # under what is too long to be shown
    ]


@pytest.mark.parametrize("change", [{"start": 10}, {"end": 23}, {"sentence": "The cat sat."}, {"start": 0, "end": 13}])
def test_a_citation_that_is_not_its_slice_is_refused(citations: list[Citation], change: dict[str, int | str]) -> None:
    check(citations[1], ARTICLE)
    with pytest.raises(ValueError, match="is not 'The cat"):
        check(replace(citations[1], **change), ARTICLE)  # type: ignore[arg-type]


def test_what_is_above_must_be_a_slice_too(citations: list[Citation]) -> None:
    check(replace(citations[1], above=Span.cut(ARTICLE.text, 4, 9)), ARTICLE)
    with pytest.raises(ValueError, match=r"\[5:9\] is not 'flew"):
        check(replace(citations[1], above=Span("flew.", 5, 9, 8, 12)), ARTICLE)


def highlight(store: LocalStore, row: int, reading: Reading | None) -> Span | None:
    return cited(store, row, share=0.5, reading=reading).highlight


@pytest.mark.parametrize(
    ("row", "start", "end", "lit"),  # the reader sees a line end as one space
    [
        (0, 0, 4, Span("👩🏽‍🚀", 0, 4, 0, 7)),
        (0, 5, 9, Span("flew", 5, 9, 8, 12)),
        (1, 4, 7, Span("cat", 15, 18, 18, 21)),
        (1, 4, 11, Span("cat\r\nsat", 15, 23, 18, 26)),
        (2, 4, 7, Span("cat", 30, 33, 33, 36)),  # of the repeated sentence itself
        (2, 0, 12, Span("The cat\r\nsat.", 26, 39, 29, 42)),
    ],
)
def test_what_was_read_is_lit_where_it_stands_in_the_document(
    cats: LocalStore, row: int, start: int, end: int, lit: Span
) -> None:
    assert highlight(cats, row, Reading(0.0, start, end, SURE_OF_HIGHLIGHT)) == lit


def test_nothing_is_lit_that_was_not_read_is_empty_or_unsure(cats: LocalStore) -> None:
    assert highlight(cats, 1, None) is None
    assert highlight(cats, 1, Reading(9.0, 0, 0, 0.0)) is None
    assert highlight(cats, 1, Reading(9.0, 4, 4, 1.0)) is None
    assert highlight(cats, 1, Reading(9.0, 4, 7, SURE_OF_HIGHLIGHT - 0.01)) is None


def test_a_reading_that_leaves_its_sentence_is_refused(cats: LocalStore) -> None:
    with pytest.raises(ValueError, match="inside 'The cat"):
        highlight(cats, 1, Reading(9.0, 4, 14, 1.0))


def test_a_highlight_inside_its_sentence_is_accepted(citations: list[Citation]) -> None:
    check(replace(citations[1], highlight=Span.cut(TEXT, 15, 18)), ARTICLE)
    check(replace(citations[1], highlight=Span.cut(TEXT, 11, 24)), ARTICLE)


@pytest.mark.parametrize(
    "span",
    [
        Span.cut(TEXT, 10, 18),  # begins before the sentence
        Span.cut(TEXT, 20, 25),  # ends after it
        Span.cut(TEXT, 30, 33),  # is in the next one, which reads the same
        Span.cut(TEXT, 15, 15),  # is empty
        replace(Span.cut(TEXT, 15, 18), text="dog"),
    ],
)
def test_a_highlight_that_is_not_a_slice_of_its_sentence_is_refused(citations: list[Citation], span: Span) -> None:
    with pytest.raises(ValueError, match="inside 'The cat"):
        check(replace(citations[1], highlight=span), ARTICLE)
