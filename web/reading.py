"""What the page asks for while somebody reads: `/portions` of an article, and `/matches` in it."""

from flask import Response, render_template
from flask_openapi3.blueprint import APIBlueprint

from web.article.finding import find
from web.article.portions import portion_at
from web.article.render import portion_html
from web.bodies import respond
from web.opened import Open
from web.ranges import ranges
from web.schema import MatchList, MatchQuery, PortionQuery, problems


def make_reading(opened: Open) -> APIBlueprint:
    """The routes that serve readers."""
    api = APIBlueprint("reading", __name__)

    @api.get("/portions", responses={200: {"content": {"text/html": {}}}, **problems(404, 422, 503)})
    def portion(query: PortionQuery) -> Response:
        """The portion of a document that holds an offset, as it is laid out on the document's page."""
        found = opened(query.document)
        stretch = found.portions[portion_at(found.portions, query.at)]
        html = portion_html(found.document, found.sentences, stretch, found.where)
        return Response(render_template("portion.html", portion=stretch, html=html), mimetype="text/html")

    @api.get("/matches", responses={200: MatchList, **problems(404, 422, 503)})
    def matches(query: MatchQuery) -> Response:
        """Where words stand in a document."""
        found = opened(query.document)
        places, total = find(found.folded, query.words)
        shown = list(ranges(found.document.text, places))
        return respond(MatchList(document=query.document, words=query.words, total=total, matches=shown))

    return api
