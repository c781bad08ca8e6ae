"""The page that checks the quotes of an answer: a form, and what came of it. It needs no script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Flask, Response, render_template, request

from index.errors import DocumentNotFound, NoGeneration, QuoteError
from qa.quotes.asked import LONGEST_TEXT, Asking
from qa.quotes.checked import Check, CheckedQuote
from qa.service import Service
from web.answering import Answering
from web.problems import TooManyQuestions, problem_of, say_when, seconds_of
from web.schema import Problem


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text as it is shown: plain, marked as the quote of a number, or a difference.

    Attributes:
        text: as given; of a difference, what the quote has.
        quote: the quote that it is.
        source: of a difference, what the source has instead.
        what: of a difference, what it touches: a number, a name …
    """

    text: str
    quote: CheckedQuote | None = None
    source: str | None = None
    what: str | None = None


def register_check(app: Flask, service: Service, answering: Answering) -> None:
    """Serve the form at `/check`, and what is posted to it with the verdicts."""

    @app.get("/check")
    def check_form() -> str:
        return _page(service, "", None, None)

    @app.post("/check")
    def check_posted() -> Response:
        text = request.form.get("text", "").replace("\r\n", "\n")
        document = request.form.get("document") or None
        try:
            found = answering.check(Asking.in_text(text, document))
        except (QuoteError, DocumentNotFound, NoGeneration, TooManyQuestions) as error:
            problem = problem_of(error)
            return say_when(Response(_page(service, text, document, None, problem), problem.status), seconds_of(error))
        return Response(_page(service, text, document, found))


def _page(
    service: Service, text: str, document: str | None, found: Check | None, problem: Problem | None = None
) -> str:
    try:
        documents, _ = service.documents()
    except NoGeneration:
        documents = []
    return render_template(
        "check.html",
        text=text,
        document=document,
        documents=documents,
        found=found,
        pieces=list(marked(text, found.quotes)) if found else [],
        differing=differing,
        problem=problem,
        longest=LONGEST_TEXT,
    )


def marked(text: str, quotes: Sequence[CheckedQuote]) -> Iterator[Piece]:
    """The whole text in pieces, each quote one of its own."""
    at = 0
    for quote in quotes:
        start, end = quote.start or 0, quote.end or 0
        yield Piece(text[at:start])
        yield Piece(text[start:end], quote)
        at = end
    yield Piece(text[at:])


def differing(quote: CheckedQuote) -> list[Piece]:
    """A quote in pieces, each difference one of its own."""
    changes = sorted(quote.changes, key=lambda change: (change.start, change.end))
    bounds = [0, *(at for change in changes for at in (change.start, change.end)), len(quote.quote)]
    plain = [Piece(quote.quote[start:stop]) for start, stop in zip(bounds[0::2], bounds[1::2], strict=True)]
    pieces = [plain[0]]
    for change, behind in zip(changes, plain[1:], strict=True):
        joined = "…" if change.how == "joined" else change.source
        pieces += [Piece(change.quote, source=joined, what=change.what), behind]
    return pieces
