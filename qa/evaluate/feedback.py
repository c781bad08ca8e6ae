"""What people said of answers, asked again: the live index is measured by their verdicts."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from index.networks.encoder import Encoder
from index.store import Store
from qa.answer import Answer, Citation
from qa.ask import make_asker
from qa.evaluate.measures import Measure, mean
from qa.feedback import Feedback, read
from qa.question import Question, Turn
from qa.reader import PassageReader

Asked = tuple[str, tuple[str, ...], tuple[str, ...]]  # question, history, documents
Judged = tuple[list[Feedback], Answer]


def ask_feedback(path: Path, store: Store, encoder: Encoder, reader: PassageReader | None) -> Iterator[Judged]:
    """Ask every question that was judged, with all that was said of it, of the documents that are still there.

    Raises:
        DataError: the file is missing, or a line of it is no feedback.
    """
    asker = make_asker(encoder, reader)
    there = {entry.id for entry in store.documents()}
    for (question, history, documents), verdicts in _grouped(read(path)).items():
        if set(documents) <= there:
            yield verdicts, asker.ask(store, Question(question, tuple(Turn(q) for q in history), documents))


def measure_feedback(judged: Sequence[Judged]) -> list[Measure]:
    """How the answers of today stand to the verdicts; a figure is left out where nobody gave one.

    The last word on a question counts: a sentence that was right, or that it should have been refused.
    """
    right = [(v, a) for v, a in judged if _quoted(v, "right") and not _refuse(v)]
    wrong = [(v, a) for v, a in judged if _quoted(v, "wrong")]
    refuse = [a for v, a in judged if _refuse(v)]
    figures = [
        ("right sentence first, cited or nearest (hit@1)", [_first(a) in _quoted(v, "right") for v, a in right]),
        ("a right sentence cited", [_any_cited(v, a, "right") for v, a in right]),
        ("a wrong sentence still cited", [_any_cited(v, a, "wrong") for v, a in wrong]),
        ("refused where it should have been", [not a.found for a in refuse]),
    ]
    return [mean(f"feedback: {name}", values) for name, values in figures if values]


def _grouped(feedback: Iterator[Feedback]) -> dict[Asked, list[Feedback]]:
    grouped: dict[Asked, list[Feedback]] = {}
    for one in feedback:
        grouped.setdefault((one.question, one.history, one.documents), []).append(one)
    return grouped


def _refuse(verdicts: Sequence[Feedback]) -> bool:
    final = [f.verdict for f in verdicts if f.verdict != "wrong"]
    return bool(final) and final[-1] == "refuse"


def _quoted(verdicts: Sequence[Feedback], verdict: str) -> set[tuple[str, str]]:
    """The document and the words of each sentence whose last verdict this is; its place may move in a rebuild."""
    final = {(f.quote.document, f.quote.sentence): f.verdict for f in verdicts if f.quote is not None}
    return {place for place, last in final.items() if last == verdict}


def _first(answer: Answer) -> tuple[str, str]:
    return _cited((*answer.citations, *answer.nearest)[0])


def _cited(citation: Citation) -> tuple[str, str]:
    return citation.document.id, citation.sentence


def _any_cited(verdicts: Sequence[Feedback], answer: Answer, verdict: str) -> bool:
    return any(_cited(citation) in _quoted(verdicts, verdict) for citation in answer.citations)
