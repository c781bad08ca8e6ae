"""Articles of tests on their pages, laid out as the server does, in the place of the server's own."""

from collections.abc import Sequence
from urllib.parse import quote

from playwright.sync_api import Page

from index.documents import About, Block, Document, Sentence
from tests.browser import contract
from tests.browser.rendering import HTML, rendered
from web.article.outline import outline
from web.article.parts import Where, title_in_text
from web.article.portions import portions
from web.article.render import portion_html


def serve_article(page: Page, document: contract.Document, address: str | None = None) -> None:
    """Serves the page of a made-up document."""
    serve_page(page, article_page(document), address or f"**/documents/{quote(document['id'])}?*")


def serve_page(page: Page, html: str, address: str) -> None:
    """Answers an address with a page."""
    page.route(address, lambda route: route.fulfill(body=html, content_type=HTML))


def article_page(document: contract.Document) -> str:
    """The page of a made-up document; each of its sentences is a paragraph."""
    sentences = [Sentence(each["start"], each["end"]) for each in document["sentences"]]
    blocks = tuple(Block("paragraph", each.start, each.end) for each in sentences)
    about = About(document["title"], document["url"], document["author"], document["published"], document["language"])
    return laid_out(Document(document["id"], about, document["text"], blocks), sentences)


def laid_out(document: Document, sentences: Sequence[Sentence], where: Where | None = None) -> str:
    """The page of a document."""
    titled, found = title_in_text(document) is not None, portions(document)
    text = [(portion, portion_html(document, sentences, portion, where)) for portion in found]
    return rendered("article.html", document=document, titled=titled, text=text, outline=outline(document, sentences))
