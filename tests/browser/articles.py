"""Articles of tests on their pages, laid out as the server does, in the place of the server's own."""

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import Page, Route

from index.documents import About, Block, Document, Sentence
from index.folding import fold
from tests.browser import contract
from tests.browser.rendering import HTML, rendered
from web.article import finding
from web.article.outline import outline
from web.article.parts import Where, title_in_text
from web.article.portions import portion_at, portions
from web.article.render import portion_html
from web.ranges import ranges


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


def serve_long(page: Page, document: Document, sentences: Sequence[Sentence]) -> None:
    """Answers for an article as the server does: its page with one portion, the other portions, words found in it."""
    found, heads = portions(document), outline(document, sentences)
    titled = title_in_text(document) is not None

    def reply(route: Route) -> None:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(route.request.url).query).items()}
        wanted = found[portion_at(found, int(asked.get("at", "0")))]
        html = portion_html(document, sentences, wanted)
        if "/portions" in route.request.url:
            route.fulfill(body=rendered("portion.html", portion=wanted, html=html), content_type=HTML)
            return
        text = [(portion, html if portion is wanted else None) for portion in found]
        body = rendered("article.html", document=document, titled=titled, text=text, outline=heads)
        route.fulfill(body=body, content_type=HTML)

    def find(route: Route) -> None:
        words = parse_qs(urlsplit(route.request.url).query)["words"][0]
        places, total = finding.find(fold(document.text), words)
        stretches = [stretch.model_dump() for stretch in ranges(document.text, places)]
        route.fulfill(json={"total": total, "matches": stretches})

    page.route(re.compile(rf"/documents/{quote(document.id)}\?|/portions\?"), reply)
    page.route("**/matches?*", find)


def laid_out(document: Document, sentences: Sequence[Sentence], where: Where | None = None) -> str:
    """The page of a document."""
    titled, found = title_in_text(document) is not None, portions(document)
    text = [(portion, portion_html(document, sentences, portion, where)) for portion in found]
    return rendered("article.html", document=document, titled=titled, text=text, outline=outline(document, sentences))
