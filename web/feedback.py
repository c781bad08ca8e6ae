"""What people say of answers: `/feedback` stores it where the setting says."""

from pathlib import Path

from flask_openapi3.blueprint import APIBlueprint

from qa.feedback import Feedback, Quote, append, now
from qa.service import Service
from web.bodies import check_body
from web.problems import InvalidField, SentenceNotFound
from web.schema import FeedbackBody, QuotePlace, problems


def make_feedback(service: Service, path: Path) -> APIBlueprint:
    """The route that takes verdicts. Nothing of the client is stored: no address, no id, no header."""
    api = APIBlueprint("feedback", __name__)
    api.before_request(check_body)

    @api.post("/feedback", responses={204: None, **problems(400, 404, 413, 415, 422, 503, 507)})
    def feedback(body: FeedbackBody) -> tuple[str, int]:
        """Store what a person says of an answer, for `pincite eval --feedback`."""
        if (body.verdict == "refuse") != (body.sentence is None):
            raise InvalidField("sentence", "sentence: right and wrong are said of a sentence, refuse of none.")
        known = {entry.id for entry in service.documents()[0]}
        given = Feedback(
            verdict=body.verdict,
            question=body.question,
            history=tuple(body.history),
            documents=tuple(d for d in body.documents if d in known),
            quote=_quote(service, body.sentence) if body.sentence else None,
            generation=service.generation().generation,
            at=now(),
        )
        append(path, given)
        return "", 204

    return api


def _quote(service: Service, place: QuotePlace) -> Quote:
    """The sentence from the article itself.

    Raises:
        DocumentNotFound: no document has this id.
        SentenceNotFound: the range is none of its sentences.
    """
    document, sentences = service.document(place.document)
    if (place.start, place.end) not in {(s.start, s.end) for s in sentences}:
        raise SentenceNotFound(f"{place.start} to {place.end} is no sentence of {document.id!r}; ask again.")
    return Quote.cut(document, place.start, place.end)
