"""The pages a person sees: the chat page and a document's own page."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, request
from pydantic import ValidationError

from index.documents import Document, Sentence
from index.errors import DocumentNotFound, NoGeneration
from qa.question import LONGEST
from qa.service import Service
from web.answering import Answering
from web.article.parts import Where, title_in_text
from web.article.render import article_html
from web.problems import RETRY_SECONDS, TooManyQuestions, describe, problem_of, say_when, seconds_of
from web.schema import AnswerModel, AskQuery, Problem


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the chat page asks: a question with its answer, a problem, or nothing."""

    question: str = ""
    documents: Sequence[str] = ()
    answer: dict[str, Any] | None = None
    problem: Problem | None = None
    again: int = RETRY_SECONDS


def register_pages(app: Flask, service: Service, answering: Answering, *, takes_feedback: bool) -> None:
    """Serve the chat page at `/`; with `?question=` it comes with the answer, for links and without JavaScript."""

    own = {"theme.js", "place.js", "check.js"}  # of every page, of an article's, of the check of quotes
    modules = sorted(path.name for path in (Path(__file__).parent / "static").glob("*.js") if path.name not in own)

    @app.get("/")
    def chat() -> Response:
        asked = _asked(answering)
        try:
            documents, _ = service.documents()
        except NoGeneration:
            documents = []
        page = render_template(
            "chat.html",
            documents=documents,
            suggestions=(service.suggestions(documents[0].id) or ()) if documents else (),
            asked=asked,
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
        query = AskQuery(question=question, documents=documents)
        answer = answering.ask(query.asked())
    except ValidationError:
        detail = f"It has {len(question.strip()):,} characters; the limit is {LONGEST:,}."
        return Asked(question, problem=describe(422, detail, "question"))
    except (TooManyQuestions, NoGeneration, DocumentNotFound) as error:
        return Asked(question, problem=problem_of(error), again=seconds_of(error))
    return Asked(question, documents, AnswerModel(answer).model_dump(mode="json"))


def document_page(document: Document, sentences: Sequence[Sentence], where: Where | None = None) -> str:
    """The page of a document; `where` knows the places of its text in its source, if that has any."""
    text, titled = article_html(document, sentences, where), title_in_text(document) is not None
    return render_template("article.html", document=document, text=text, titled=titled)
