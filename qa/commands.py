"""`pincite ask` and `pincite eval`. Heavy imports wait until a command runs."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import DocumentNotFound
from index.settings import Settings
from index.terminal import Failure, echo_json, json_option, with_settings
from qa.question import CITATIONS, MOST_CITATIONS, Question

VERDICTS = {"answers": "answers", "may_answer": "may answer"}

if TYPE_CHECKING:
    from qa.answer import Answer, Citation


@click.command()
@click.argument("question")
@with_settings("index", "model", "unfitted")
@click.option("--document", "documents", multiple=True, metavar="ID", help="Search in this document; repeatable.")
@click.option("--max-citations", type=click.IntRange(1, MOST_CITATIONS), default=CITATIONS, show_default=True)
@click.option("--language", metavar="CODE", help="The question's language (en, de, zh …); found out when left out.")
@json_option
def ask(
    settings: Settings,
    question: str,
    documents: tuple[str, ...],
    max_citations: int,
    language: str | None,
    as_json: bool,
) -> None:
    """Answer QUESTION with the sentences that answer it, or say that none was found.

    \b
    pincite ask "When is the video call?"
    pincite ask --json "When is the video call?" | jq .citations
    """
    from qa.service import Service

    asked = Question(question.strip(), documents=documents, most=max_citations, language=language)
    try:
        answer = Service.open(settings).ask(asked)
    except DocumentNotFound as error:
        raise Failure(f"{error} An id is the article's path under the seeds folder, without its ending.") from None
    if as_json:
        from pydantic import TypeAdapter

        from qa.answer import Answer

        click.echo(TypeAdapter(Answer).dump_json(answer, indent=2).decode())
    else:
        click.echo(_as_text(answer))


def _as_text(answer: "Answer") -> str:
    if answer.intent == "overview" and answer.found:
        return "\n".join(map(_line, answer.citations))
    if answer.found:
        verdict = VERDICTS[answer.verdict]
        return "\n".join([*map(_line, answer.citations), f"{verdict} (confidence {answer.confidence:.2f})"])
    if not answer.nearest:
        return answer.answer
    head = f"{answer.answer} (confidence {answer.confidence:.2f})\n\nThe closest sentences, not an answer:"
    return "\n".join([head, *map(_line, answer.nearest)])


def _line(citation: "Citation") -> str:
    place = f"{citation.document.title}, characters {citation.start} to {citation.end}"
    return f"[{citation.number}] {citation.sentence}\n    {place}"


@click.command("eval")
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
@json_option
def evaluate(
    settings: Settings,
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
    """
    if readme is not None and data is None:
        raise click.UsageError("--readme needs --data: the page has the figures of every set.")
    from qa.evaluate.everything import measure
    from qa.evaluate.report import write_report

    measures = []
    for one in measure(settings, data, pictures or readme, feedback):
        measures.append(one)
        if not as_json:
            click.echo(str(one))
    if as_json:
        echo_json([asdict(m) for m in measures])
    if readme is not None:
        write_report(readme, measures)
