"""`pincite ask`, `pincite chat` and `pincite eval`. Heavy imports wait until a command runs."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import DocumentNotFound
from index.settings import Settings
from index.terminal import FAILED, SILENT, Failure, echo_json, json_option, with_settings
from qa.question import CITATIONS, MOST_CITATIONS, Question

if TYPE_CHECKING:
    from qa.service import Service

FILE = click.Path(path_type=Path, exists=True)


@click.command()
@click.argument("question")
@with_settings("index", "model", "unfitted")
@click.option("--file", "files", multiple=True, type=FILE, help="Ask of this file or folder alone, not of the index.")
@click.option("--document", "documents", multiple=True, metavar="ID", help="Search in this document; repeatable.")
@click.option("--max-citations", type=click.IntRange(1, MOST_CITATIONS), default=CITATIONS, show_default=True)
@click.option("--language", metavar="CODE", help="The question's language (en, de, zh …); found out when left out.")
@json_option
def ask(
    settings: Settings,
    question: str,
    files: tuple[Path, ...],
    documents: tuple[str, ...],
    max_citations: int,
    language: str | None,
    as_json: bool,
) -> None:
    """Answer QUESTION with the sentences that answer it, or say that none was found; the exit code is then 3.

    A QUESTION of - is read from standard input. On a terminal the shortest answer is bold, unless NO_COLOR is set.

    \b
    pincite ask "When is the video call?"
    pincite ask --file report.pdf "Who wrote the preface?"
    pincite ask --json "When is the video call?" | jq .citations
    """
    asked = Question(_question(question), documents=documents, most=max_citations, language=language)
    with _service(settings, files) as service:
        try:
            answer = service.ask(asked)
        except DocumentNotFound as error:
            raise Failure(f"{error} An id is the article's path under the seeds folder, without its ending.") from None
    if as_json:
        from pydantic import TypeAdapter

        from qa.answer import Answer

        click.echo(TypeAdapter(Answer).dump_json(answer, indent=2).decode())
    else:
        from qa.printed import Look, as_text

        click.echo(as_text(answer, Look.of_terminal()))
    if not answer.found and answer.intent in ("question", "overview"):
        raise SystemExit(SILENT)


def _question(given: str) -> str:
    """The question as typed, or standard input's where it is `-`."""
    if given != "-":
        return given.strip()
    return sys.stdin.buffer.read().decode(errors="surrogateescape").strip()


@contextmanager
def _service(settings: Settings, files: tuple[Path, ...]) -> "Iterator[Service]":
    """What answers: from the live generation, or from files alone."""
    from qa.service import Service

    if not files:
        yield Service.open(settings)
        return
    from index.given import given

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(FAILED))  # so that what is temporary goes even then
    with Service.of_sources(settings, [source for file in files for source in given(file)]) as service:
        yield service


@click.command()
@with_settings("index", "model", "unfitted")
@click.option("--document", "documents", multiple=True, metavar="ID", help="Search in this document; repeatable.")
def chat(settings: Settings, documents: tuple[str, ...]) -> None:
    """Ask in a conversation: a question may follow from the one before.

    Arrow keys bring back earlier questions. /new begins a new conversation, /documents lists the documents, /only ID
    searches in one, /help shows all of these, Ctrl-D ends.
    """
    from qa.chat import Chat
    from qa.service import Service

    Chat(Service.open(settings), documents).run()


@click.command("eval")
@click.argument("part", required=False, type=click.Choice(["languages"]))
@with_settings("seeds", "index", "model")
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the public data sets, laid out as qa/datasets/README.md says; else only the golden questions.",
)
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder to draw the pictures into, with --data; needs matplotlib.",
)
@click.option(
    "--readme",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    is_flag=False,
    flag_value="qa/evaluate",
    help="Write README.md, measured.json and the pictures, with --data; into qa/evaluate unless a folder is named.",
)
@click.option(
    "--feedback",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File of people's verdicts, as the page stores them: their questions are asked of the live index too.",
)
@click.option(
    "--questions",
    type=click.IntRange(min=1),
    help="For each figure of `languages`, 100 unless given; else of each data set, drawn by chance, all unless given.",
)
@json_option
def evaluate(
    settings: Settings,
    part: str | None,
    questions: int | None,
    data: Path | None,
    pictures: Path | None,
    readme: Path | None,
    feedback: Path | None,
    as_json: bool,
) -> None:
    """Measure pincite: every quality number of qa/evaluate/README.md, with its 95% bootstrap interval.

    \b
    pincite eval
    pincite eval --data ~/data --readme
    pincite eval languages --data ~/data

    With `languages` it is XQuAD's test side alone: questions and articles in twelve languages.
    """
    if part is not None and data is None:
        raise click.UsageError(f"{part} needs --data: the questions are a public set's.")
    if readme is not None and data is None:
        raise click.UsageError("--readme needs --data: the page has the figures of every set.")
    if part is not None and readme is not None:
        raise click.UsageError(f"{part} and --readme cannot go together: the page has the figures of every set.")
    from qa.evaluate.everything import measure, measure_in_languages
    from qa.evaluate.report import write_report

    measures = []
    if part is not None and data is not None:
        found = measure_in_languages(settings, data, questions or 100)
    else:
        found = measure(settings, data, pictures or readme, feedback, questions)
    for one in found:
        measures.append(one)
        if not as_json:
            click.echo(str(one))
    if as_json:
        echo_json([asdict(m) for m in measures])
    if readme is not None:
        write_report(readme, measures, questions)
