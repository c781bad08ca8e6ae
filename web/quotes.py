"""`/quotes/check`: are the quotes of a text really in the sources?"""

from flask import Response
from flask_openapi3.blueprint import APIBlueprint

from web.answering import Answering
from web.bodies import check_body, respond
from web.problems import InvalidField
from web.schema import CheckBody, CheckModel, problems


def make_quotes(answering: Answering) -> APIBlueprint:
    """The route that checks quotes."""
    api = APIBlueprint("quotes", __name__)
    api.before_request(check_body)

    @api.post("/quotes/check", responses={200: CheckModel, **problems(400, 404, 413, 415, 422, 429, 503)})
    def check(body: CheckBody) -> Response:
        """Say of each quote whether it stands in the documents: exact, near (with what differs) or absent."""
        asking = body.asking()
        if asking is None:
            raise InvalidField("text", "text: give a text, or quotes, and not both.")
        return respond(CheckModel(answering.check(asking)))

    return api
