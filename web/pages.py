"""The pages a person sees: the chat page and a document's own page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from flask import Flask, render_template

from index.documents import Document, Sentence
from index.errors import NoGeneration
from qa.service import Service
from web.schema import MAX_QUESTION


@dataclass(frozen=True, slots=True)
class Piece:
    """A slice of a document: a sentence with its anchor, or what stands between two."""

    text: str
    anchor: str | None


def register_pages(app: Flask, service: Service) -> None:
    """Serve the chat page at `/`."""

    @app.get("/")
    def chat() -> str:
        try:
            documents, _ = service.documents()
        except NoGeneration:
            documents = []
        return render_template("chat.html", documents=documents, version=version("pincite"), max_question=MAX_QUESTION)


def document_page(document: Document, sentences: Sequence[Sentence]) -> str:
    """The page of a document; its pieces joined are exactly its text."""
    return render_template("article.html", document=document, pieces=list(pieces(document.text, sentences)))


def pieces(text: str, sentences: Sequence[Sentence]) -> Iterator[Piece]:
    """Cut a text into its sentences and what stands between them."""
    cursor = 0
    for sentence in sentences:
        if cursor < sentence.start:
            yield Piece(text[cursor : sentence.start], None)
        yield Piece(text[sentence.start : sentence.end], f"s{sentence.start}-{sentence.end}")
        cursor = sentence.end
    if cursor < len(text):
        yield Piece(text[cursor:], None)
