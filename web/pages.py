"""The pages a person sees: the chat page and a document's own page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, request, stream_template
from pydantic import ValidationError

from index.errors import DocumentNotFound, NoGeneration
from qa.details import LABELS
from qa.question import LONGEST
from qa.service import Service
from web.answering import Answering
from web.article.outline import outline
from web.article.parts import title_in_text
from web.article.portions import portion_at
from web.article.render import portion_html
from web.opened import Opened
from web.problems import RETRY_SECONDS, TooManyQuestions, describe, problem_of, say_when, seconds_of
from web.schema import AnswerModel, AskQuery, Problem
from web.speaking import gettext, words

LISTED = 12  # documents on the page for who has no script; the script asks for them as they are wanted, page by page

# Modules that the page loads when they are wanted.
LATER = {
    "adding",
    "answer",
    "catalogue",
    "changing",
    "citation",
    "clipboard",
    "desk",
    "dropping",
    "export",
    "find",
    "help",
    "kept",
    "library",
    "marks",
    "quoting",
    "refused",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the chat page asks: a question with its answer, a problem, or nothing."""

    question: str = ""
    after: str | None = None
    documents: Sequence[str] = ()
    answer: dict[str, Any] | None = None
    problem: Problem | None = None
    again: int = RETRY_SECONDS
    own: bool = False  # whether the problem is told in the page's words, not in the API's


def register_pages(
    app: Flask,
    service: Service,
    answering: Answering,
    *,
    takes_feedback: bool,
    changes: bool = False,
    fetches: bool = False,
) -> None:
    """Serve the chat page at `/`; with `?question=` it comes with the answer, for links and without JavaScript.

    `changes` is whether documents can be added and removed here, `fetches` whether from a link.
    """

    static = Path(__file__).parent / "static"
    modules = sorted(path.name for path in static.glob("*.js") if path.stem not in LATER | {"theme", "place", "check"})

    @app.get("/")
    def chat() -> Response:
        from index.reading.formats import FORMATS  # brings the parsers of all formats, which answering does without

        asked = _asked(answering)
        try:
            documents, generation = service.documents()
            name = generation.generation
        except NoGeneration:
            documents, name = [], ""
        page = render_template(
            "chat.html",
            documents=documents[:LISTED],
            total=len(documents),
            generation=name,
            suffixes=sorted(FORMATS),
            changes=changes,
            fetches=fetches,
            suggestions=(service.suggestions(documents[0].id) or ()) if documents else (),
            asked=asked,
            labels=LABELS,
            modules=modules,
            max_question=LONGEST,
            takes_feedback=takes_feedback,
            version=version("pincite"),
        )
        return say_when(Response(page, asked.problem.status if asked.problem else 200), asked.again)


def _asked(answering: Answering) -> Asked:
    """What the address asks, and what comes of it."""
    question = request.args.get("question", "")
    if not question.strip():
        return Asked()
    documents = request.args.getlist("documents")
    try:
        query = AskQuery(question=question, after=request.args.get("after"), documents=documents)
        answer = answering.ask(query.asked())
    except ValidationError:
        length, limit = (words().number(count) for count in (len(question.strip()), LONGEST))
        detail = gettext("It has %(length)s characters; the limit is %(limit)s.", length=length, limit=limit)
        return Asked(question, problem=describe(422, detail, "question"), own=True)
    except (TooManyQuestions, NoGeneration, DocumentNotFound) as error:
        return Asked(question, problem=problem_of(error), again=seconds_of(error))
    return Asked(question, query.after, documents, AnswerModel(answer).model_dump(mode="json"))


def document_page(opened: Opened, at: int | None = None) -> Iterator[str]:
    """The page of a document, piece by piece: with all of its text, or with the portion at an offset alone."""
    document, found = opened.document, opened.portions
    wanted = range(len(found)) if at is None else [portion_at(found, at)]
    text = (
        (p, portion_html(document, opened.sentences, p, opened.where) if number in wanted else None)
        for number, p in enumerate(found)
    )
    titled = title_in_text(document) is not None
    headings = outline(document, opened.sentences)
    return stream_template("article.html", document=document, text=text, titled=titled, outline=headings)
