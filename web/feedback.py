"""What people say of answers: `/feedback` stores it where the setting says."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import request
from flask_openapi3.blueprint import APIBlueprint

from qa.feedback import FULL, Feedback, Quote, append, now
from qa.service import Service
from web.bodies import check_body
from web.clients import client, is_here
from web.problems import InvalidField, NotStored, SentenceNotFound, TooMuchFeedback
from web.schema import FeedbackBody, QuotePlace, problems

log = logging.getLogger(__name__)

DAY = 24 * 60 * 60  # seconds
SHARE = FULL // 64  # bytes that one client may send in a day
MOST_CLIENTS = 10_000  # that are told apart in a day


class Shares:
    """How much each client has sent today, so that none fills the file for all."""

    def __init__(self) -> None:
        self._sent: Counter[str] = Counter()
        self._day = 0.0
        self._lock = threading.Lock()

    @contextmanager
    def counted(self, client: str, size: int) -> Iterator[None]:
        """Count so many bytes for a client while they are stored; this machine's own may send what it likes.

        Raises:
            TooMuchFeedback: it has sent its share.
            NotStored: they could not be stored.
        """
        with self._lock:
            if (now := time.monotonic()) - self._day > DAY or len(self._sent) >= MOST_CLIENTS:
                self._day, self._sent = now, Counter()
            if self._sent[client] >= SHARE and not is_here(client):
                raise TooMuchFeedback("As much feedback of yours was stored as may be in a day; come back tomorrow.")
            self._sent[client] += size
        try:
            yield
        except OSError as error:
            log.exception("feedback is not stored")
            raise NotStored(f"The verdict could not be stored: {error.strerror}.") from None


def make_feedback(service: Service, path: Path) -> APIBlueprint:
    """The route that takes verdicts. Nothing of the client is stored: no address, no id, no header."""
    api = APIBlueprint("feedback", __name__)
    api.before_request(check_body)
    shares = Shares()

    @api.post("/feedback", responses={204: None, **problems(400, 404, 413, 415, 422, 429, 503, 507)})
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
        with shares.counted(client(), request.content_length or 0):
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
