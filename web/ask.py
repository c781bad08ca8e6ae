"""`/ask`: a question in, cited sentences out."""

from flask import Response
from flask_openapi3.blueprint import APIBlueprint

from web.answering import Answering
from web.bodies import check_body, respond
from web.schema import AnswerModel, AskBody, AskQuery, problems


def make_ask(answering: Answering) -> APIBlueprint:
    """The routes that answer questions."""
    api = APIBlueprint("ask", __name__)
    api.before_request(check_body)

    @api.post("/ask", responses={200: AnswerModel, **problems(400, 404, 413, 415, 422, 429, 503)})
    def ask(body: AskBody) -> Response:
        """Answer a question with the sentences that answer it, or say that none was found."""
        return respond(AnswerModel(answering.ask(body.asked())))

    @api.get("/ask", responses={200: AnswerModel, **problems(404, 422, 429, 503)})
    def ask_by_address(query: AskQuery) -> Response:
        """The same, for a browser's address bar and curl."""
        return respond(AnswerModel(answering.ask(query.asked())))

    return api
