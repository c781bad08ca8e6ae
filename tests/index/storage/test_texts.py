import gc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.documents import About, Block, Document, Origin, Passage, PassageText, Place, SplitDocument
from index.places import Line, PagePlaces
from index.storage.texts import Texts, write_texts
from tests.building import article

NIGHT = "👩🏽\u200d🚀 flew. Cats sleep."


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    animals, night = article("The cat sat. Dogs  bark.\r\nBirds sing.", "animals"), article(NIGHT, "night")
    passages = (Passage(0, 2), Passage(2, 3))
    return write_texts(tmp_path, [SplitDocument(animals.document, animals.sentences, passages), night])


def test_passages_are_the_rows_of_their_sentences_in_order(texts: Texts) -> None:
    assert [rows.tolist() for rows in texts.each_passage()] == [[0, 1], [2], [3, 4]]
    assert texts.sentences == 5


def test_a_whole_passage_is_the_text_between_its_ends(texts: Texts) -> None:
    assert [texts.whole(rows) for rows in texts.each_passage()] == [
        "The cat sat. Dogs  bark.",
        "Birds sing.",
        NIGHT,
    ]


def test_a_passage_is_read_with_its_title_and_the_sentence_before(texts: Texts) -> None:
    assert [texts.passage_text(rows) for rows in texts.each_passage()] == [
        PassageText("ANIMALS", "", ("The cat sat.", "Dogs  bark.")),
        PassageText("ANIMALS", "Dogs  bark.", ("Birds sing.",)),
        PassageText("NIGHT", "", (NIGHT[:10], "Cats sleep.")),
    ]


def test_a_document_comes_back_as_it_was_written(tmp_path: Path) -> None:
    blocks = (Block("heading", 2, 5), Block("speech", 6, 11, 0, "Ada"))
    written = Document("a", About("A", language="en"), "# One\nTwo.\n", blocks, "markdown")
    assert write_texts(tmp_path, [SplitDocument(written, (), ())]).document("a") == written


@pytest.mark.slow
def test_articles_are_let_go_as_they_are_written(tmp_path: Path) -> None:
    alive: list[int] = []

    def articles() -> Iterator[SplitDocument]:
        for number in range(20):
            yield article(f"One cat. Number {number}.", f"passing-{number}")
            alive.append(sum(_is_passing(thing) for thing in gc.get_objects()))

    assert len(write_texts(tmp_path, articles()).records) == 20
    assert alive == [1] * 20


def _is_passing(thing: object) -> bool:
    return type(thing) is SplitDocument and thing.document.id.startswith("passing-")


def test_a_document_knows_its_source_and_where_its_text_stands_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "built" / "segments" / "one"
    folder.mkdir(parents=True)
    plain, paged = article("No pages here.", "plain"), article("One. Two.", "paged")
    places = PagePlaces.of([Line(0, 4, (10, 20, 55, 30), [5, 10, 15, 20, 25, 30, 35, 40, 45])])
    texts = write_texts(folder, [plain, replace(paged, origin=Origin("ab" * 32, "pdf 1", places=places))])
    without, record = texts.records
    assert texts.place(record, 5, 9) == Place(4, ((35.0, 20.0, 55.0, 30.0),))
    assert texts.source(record) == tmp_path / "built" / "sources" / ("ab" * 32)
    assert (record.source_sha256, record.reader) == ("ab" * 32, "pdf 1")
    assert (texts.place(without, 0, 2), texts.places(without), texts.source(without)) == (None, None, None)


def test_a_quote_has_what_its_block_belongs_to_but_no_heading(tmp_path: Path) -> None:
    text = "# Fares\n\nThree causes:\n\n- Roots.\n\n| Route | Adult |\n|---|---|\n| Pier | 4.20 |\n"
    texts = write_texts(tmp_path, [article(text, markdown=True)])
    quotes = [texts.quote(row) for row in range(texts.sentences)]
    assert [(q.text, q.above) for q in quotes] == [
        ("Fares", None),
        ("Three causes:", None),
        ("Roots.", "Three causes:"),
        ("Route | Adult |", None),
        ("Pier | 4.20 |", "Route | Adult |"),
    ]
