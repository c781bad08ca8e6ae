"""Whatever a text holds, its page holds exactly the text, each sentence as itself, and no markup of the source's."""

import re

from hypothesis import given

from index.documents import About, Document, SplitDocument
from index.reading.markdown import markdown_blocks
from index.reading.passages import make_passages
from index.reading.plain import plain_blocks
from index.reading.sentences import split_sentences
from qa.links import anchor
from tests.hostile import markdown_texts, plain_texts
from tests.web.article.reading_back import read_back
from web.article.render import article_html

OURS = re.compile(
    r"<(?:[uo]l|li(?: class=\"marked\")?|blockquote|table|thead|tbody|tr|hr|strong|em|s|code|bdi hidden"
    r"|(?:p|div|td|th|h[2-6])(?: class=\"[a-z_]+\")?(?: data-speaker=\"[^\"<>]*\")? dir=\"auto\""
    r"|(?:div class=\"wide-table\"|pre) tabindex=\"0\" role=\"group\" aria-label=\"(?:Table|Code)\""
    r"|span class=\"(?:break|marker|sentence\" id=\"s\d+-\d+|sentence more\" data-of=\"s\d+-\d+)\"(?: hidden)?)>"
)


def markdown(text: str, title: str = "A") -> SplitDocument:
    return cut(Document("a", About(title), text, tuple(markdown_blocks(text)), "markdown"))


def plain(text: str) -> SplitDocument:
    return cut(Document("a", About("A"), text, tuple(plain_blocks(text))))


def cut(document: Document) -> SplitDocument:
    """A document with its sentences, if it has any."""
    sentences = tuple(split_sentences(document.text, document.blocks))
    return SplitDocument(document, sentences, tuple(make_passages(document.text, sentences)))


def check(article: SplitDocument) -> None:
    text = article.document.text.replace("\0", "\ufffd")
    page = read_back(article_html(article.document, article.sentences))
    assert page.text == text
    assert page.sentences == {anchor(s.start, s.end): text[s.start : s.end] for s in article.sentences}
    assert all(words.strip() for words in page.lit.values())
    assert [tag for tag in page.tags if not OURS.fullmatch(tag)] == []


@given(markdown_texts)
def test_markdown_is_all_there(text: str) -> None:
    check(markdown(text))


@given(plain_texts)
def test_plain_text_is_all_there(text: str) -> None:
    article = plain(text)
    check(article)
    seen = read_back(article_html(article.document, article.sentences)).seen
    assert "".join(seen.split()) == "".join(text.replace("\0", "\ufffd").split())
