"""`pincite chat`: a conversation in the terminal."""

import sys
from contextlib import suppress

import click

from index.errors import DocumentNotFound, QuestionError
from qa.printed import Look, as_text
from qa.question import MOST_TURNS, Question, Turn
from qa.service import Service

HELP = """\
A question is answered by the sentences that answer it; one that follows may leave out what the one before said.
  /new          begin a new conversation
  /documents    list the documents
  /only ID ...  search in these documents; all again where none is named
  /help         show this
  /quit         end, as Ctrl-D does"""


class Chat:
    """One conversation."""

    def __init__(self, service: Service, documents: tuple[str, ...] = ()) -> None:
        self._service, self._documents = service, documents
        self._turns: list[Turn] = []

    def run(self) -> None:
        """Read lines and answer them until there are no more."""
        with suppress(ImportError):
            import readline  # noqa: F401 - arrow keys and history, where the system has it
        asks = sys.stdin.isatty()
        if asks:
            click.echo("Ask a question; /help lists what else can be typed, Ctrl-D ends.")
        while True:
            try:
                line = input("> " if asks else "").strip()
            except EOFError:
                click.echo() if asks else None
                return
            except KeyboardInterrupt:
                click.echo()
                continue
            if line == "/quit":
                return
            if line:
                click.echo(self.answer(line) + "\n")

    def answer(self, line: str) -> str:
        """What is shown for a line: an answer, or what a command did."""
        command, *arguments = line.split()
        match command:
            case "/help":
                return HELP
            case "/new":
                self._turns.clear()
                return "A new conversation."
            case "/documents":
                entries, _ = self._service.documents()
                return "\n".join(f"{entry.id}  {entry.title}" for entry in entries)
            case "/only":
                return self._only(tuple(arguments))
            case _ if command.startswith("/"):
                return f"There is no {command}; /help lists what there is."
        return self._ask(line)

    def _ask(self, text: str) -> str:
        try:
            question = Question(text, tuple(self._turns[-MOST_TURNS:]), self._documents)
            answer = self._service.ask(question)
        except (QuestionError, DocumentNotFound) as error:
            return str(error)
        self._turns.append(Turn(text, answer.answer))
        return as_text(answer, Look.of_terminal())

    def _only(self, documents: tuple[str, ...]) -> str:
        known = {entry.id for entry in self._service.documents()[0]}
        for document in documents:
            if document not in known:
                return f"{DocumentNotFound(document)} /documents lists those there are."
        self._documents = documents
        return f"Searching in {', '.join(documents) or 'all documents'}."
