"""A long article is laid out in portions: all of it, its sentences whole, its headings as high as in one piece."""

import re

from hypothesis import given
from markupsafe import Markup

from index.documents import About, Block, Document, SplitDocument
from qa.links import anchor
from tests.hostile import markdown_texts, plain_texts
from tests.web.article.reading_back import read_back
from tests.web.article.test_render import markdown, plain
from web.article.portions import Portion, portion_at, portions
from web.article.render import article_html, portion_html

SHORT = 30  # code points


def check(article: SplitDocument) -> None:
    text = article.document.text.replace("\0", "\ufffd")
    found = portions(article.document, SHORT)
    assert [p.start for p in found] == [0, *(p.end for p in found[:-1])]
    pages = [read_back(portion_html(article.document, article.sentences, portion)) for portion in found]
    assert [page.text for page in pages] == [text[p.start : p.end] for p in found]
    lit = {name: words for page in pages for name, words in page.sentences.items()}
    assert lit == {anchor(s.start, s.end): text[s.start : s.end] for s in article.sentences}


@given(markdown_texts)
def test_markdown_in_portions_is_all_there(text: str) -> None:
    check(markdown(text))


@given(plain_texts)
def test_plain_text_in_portions_is_all_there(text: str) -> None:
    check(plain(text))


def headings(html: str) -> list[str]:
    return re.findall(r"<h\d[^>]*>[^<]*", html)


def in_portions(article: SplitDocument) -> str:
    found = portions(article.document, SHORT)
    assert len(found) > 3
    return Markup("").join(portion_html(article.document, article.sentences, portion) for portion in found)


def test_headings_stand_as_high_as_in_one_piece() -> None:
    body = "Some words stand here for a while.\n\n"
    marked = markdown(f"# A\n\n{body}### B\n\n{body}Setext\n---\n\n{body}#### C\n\n{body}# D\n\n{body}", "None")
    for article in (marked, plain(f"CHAPTER ONE\n\n{body}{body}CHAPTER TWO\n\n{body}{body}")):
        assert headings(in_portions(article)) == headings(article_html(article.document, article.sentences)) != []


def test_a_link_that_is_defined_elsewhere_is_one() -> None:
    body = "Some [words][w] stand here for a while.\n\n"
    assert "[" not in read_back(in_portions(markdown(f"{body * 4}[w]: http://a.b\n"))).seen


def test_lists_tables_and_code_of_markdown_are_not_cut() -> None:
    table = "| a | b |\n|--|--|\n" + "| one | two |\n" * 9
    fence = "```\nsome code\n\nmore code\n\nand more\n```\n"
    found = portions(
        markdown(f"Before it.\n\n{table}\nBetween them.\n\n- one\n\n- two\n\n- three\n\n{fence}").document, 5
    )
    assert [p.start for p in found] == [0, len(f"Before it.\n\n{table}\n")]


def test_a_long_table_of_plain_text_is_cut_between_rows() -> None:
    text = "\n".join(f"{n}\tx" for n in range(10, 50))
    blocks = tuple(Block("table_row", 5 * n, 5 * n + 4) for n in range(40))
    found = portions(Document("a", About("A"), text, blocks), 20)
    assert found[0] == Portion(0, 60, 0, 12)
    assert [p.first for p in found] == [0, 12, 24, 36]


def test_an_offset_is_in_one_portion() -> None:
    found = [Portion(0, 10, 0, 1), Portion(10, 20, 1, 2)]
    assert [portion_at(found, offset) for offset in (0, 9, 10, 19, 20, 99)] == [0, 0, 1, 1, 1, 1]


def test_an_empty_text_is_one_portion() -> None:
    assert portions(Document("a", About("A"), "")) == [Portion(0, 0, 0, 0)]
