"""What is asked for while somebody reads: portions of a long article, words found in it, the newest articles."""

import os
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from index.build import rebuild
from index.networks.encoder import Encoder
from index.settings import Settings
from index.storage.generations import Generations
from index.storage.layout import SOURCES
from tests.web.conftest import make_app

HTML = {"Accept": "text/html"}
CHAPTER = "## CHAPTER {}\n\nThe ferry of the island runs every day in summer.\n\n" + "It isn’t late.\n\n" * 1200


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> FlaskClient:
    """A client of an application on a book of three chapters, each longer than a portion, and two short articles."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "seeds").mkdir()
    book = "".join(CHAPTER.format(number) for number in ("ONE", "TWO", "THREE"))
    for name, text in {"book.md": f"# The book\n\n{book}", "a.txt": "It is.", "z.txt": "So."}.items():
        (folder / "seeds" / name).write_text(text, encoding="utf-8")
    rebuild(folder / "seeds", folder / "built", encoder, keep=2)
    kept = sorted((folder / "built" / SOURCES).iterdir(), key=lambda path: path.stat().st_size)  # z, a, book
    for age, path in zip((2, 1, 3), kept, strict=True):
        os.utime(path, (1_000_000 - age, 1_000_000 - age))
    assert Generations(folder / "built").live_name()
    return make_app(Settings(index=folder / "built"), encoder).test_client()


def text_of(client: FlaskClient) -> str:
    return str(client.get("/documents/book").get_json()["text"])


def test_a_page_at_an_offset_has_the_text_of_that_portion_alone(book: FlaskClient) -> None:
    whole = book.get("/documents/book", headers=HTML).text
    part = book.get("/documents/book?at=20000", headers=HTML).text
    assert whole.count('class="portion"') == part.count('class="portion"') == 5
    assert (whole.count('"></div>'), part.count('"></div>')) == (0, 4)
    assert len(part) < len(whole) / 3
    offset = text_of(book).index("CHAPTER TWO")
    assert "CHAPTER TWO" in book.get(f"/documents/book?at={offset}", headers=HTML).text.partition('class="text"')[2]


def test_portions_are_those_of_the_page(book: FlaskClient) -> None:
    page, length = book.get("/documents/book", headers=HTML).text, len(text_of(book))
    at, seen = 0, 0
    while at < length:
        portion = book.get(f"/portions?document=book&at={at}").text
        assert portion in page
        assert f'data-start="{at}"' in portion
        at = int(portion.partition('data-end="')[2].partition('"')[0])
        seen += 1
    assert seen == 5
    assert book.get(f"/portions?document=book&at={length + 9}").text == portion


def test_the_outline_leads_to_the_headings(book: FlaskClient) -> None:
    page, text = book.get("/documents/book?at=0", headers=HTML).text, text_of(book)
    for chapter in ("CHAPTER ONE", "CHAPTER TWO", "CHAPTER THREE"):
        start = text.index(chapter)
        assert f'<a href="#s{start}-{start + len(chapter)}" dir="auto">{chapter}</a>' in page
    assert 'class="outline"' not in book.get("/documents/a", headers=HTML).text


def test_words_are_found_in_any_case_over_line_ends_with_any_quotation_marks(book: FlaskClient) -> None:
    text = text_of(book)
    found = book.get("/matches", query_string={"document": "book", "words": "ISLAND  runs"}).get_json()
    assert [text[match["start"] : match["end"]] for match in found["matches"]] == ["island runs"] * 3
    late = book.get("/matches", query_string={"document": "book", "words": "isn't late"}).get_json()
    assert (late["total"], len(late["matches"])) == (3600, 1000)
    ends = book.get("/matches", query_string={"document": "book", "words": "late. it"}).get_json()
    assert text[ends["matches"][0]["start"] : ends["matches"][0]["end"]] == "late.\n\nIt"
    assert book.get("/matches", query_string={"document": "book", "words": "(never"}).get_json()["matches"] == []


@pytest.mark.parametrize("address", ["/portions?document=none", "/matches?document=none&words=x"])
def test_a_document_that_is_not_there_is_404(book: FlaskClient, address: str) -> None:
    assert book.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/portions", "/portions?document=a&at=-1", "/matches?document=a&words="])
def test_what_is_out_of_range_is_422(book: FlaskClient, address: str) -> None:
    assert book.get(address).status_code == 422


def test_the_newest_come_first_where_they_are_wanted_page_by_page(book: FlaskClient) -> None:
    def ids(**query: Any) -> tuple[list[str], str | None]:
        answer = book.get("/documents", query_string=query).get_json()
        return [document["id"] for document in answer["documents"]], answer["next"]

    assert ids() == (["a", "book", "z"], None)
    assert ids(sort="newest") == (["a", "z", "book"], None)
    assert ids(sort="newest", most=2) == (["a", "z"], "z")
    assert ids(sort="newest", most=2, after="z") == (["book"], None)


def test_a_follow_up_in_the_address_comes_with_what_was_asked_before(client: FlaskClient) -> None:
    query = {"question": "Who else may take part?", "after": "When will Trump host Zelenskiy?"}
    page = client.get("/", query_string=query).text
    assert "<title>Who else may take part? · pincite</title>" in page
    asked_as = client.get("/ask", query_string=query).get_json()["asked_as"]
    assert asked_as == "Trump Zelenskiy Ukrainian President Volodymyr Oval Office: Who else may take part?"
    assert f'Also asked as <q dir="auto">{asked_as}</q>' in page


def test_the_page_does_not_grow_with_the_documents(tmp_path: Path, encoder: Encoder) -> None:
    for count in (60, 120):
        for number in range(count):
            path = tmp_path / "seeds" / f"{number:03}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_text("It is.", encoding="utf-8")
        rebuild(tmp_path / "seeds", tmp_path / f"built{count}", encoder, keep=2)
    few, many = (make_app(Settings(index=tmp_path / f"built{n}"), encoder).test_client().get("/") for n in (60, 120))
    assert abs(len(few.text) - len(many.text)) < 50
    assert 'data-total="120"' in many.text
    assert "These are the first 12 of 120; all are searched." in many.text
