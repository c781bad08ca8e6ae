"""Ten small sources of ten formats, asked thirty questions: `python -m tests.benchmarks.shelf`, a table of what came.

`--without bibliothek.txt` leaves out the one in another language than most questions are in.

The sources in `shelf/` are made up, and so are the questions, written before anything was asked. "Right" is that the
first citation is of the right source and has the words that `questions.json` names; without words, that nothing is
cited.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from index.networks.loading import load_encoder
from qa.answer import Answer
from qa.ask import make_asker
from qa.question import Question
from qa.reader import load_reader
from tests.benchmarks.folders import index_of

SHELF = Path(__file__).parent / "shelf"


def right(asked: dict[str, Any], answer: Answer) -> bool:
    """Whether the first citation is the right one, or there is none where none should be."""
    if asked["right"] is None or not answer.citations:
        return asked["right"] is None and not answer.citations
    first = answer.citations[0]
    return first.document.id == Path(asked["source"]).stem and asked["right"] in first.sentence


def row(asked: dict[str, Any], answer: Answer) -> str:
    """A line of the table."""
    shown = (answer.citations or answer.nearest)[:1]
    said = " ".join(shown[0].sentence.split()).replace("|", "\\|")[:90] if shown else ""
    lit = shown[0].highlight.text if shown and shown[0].highlight else ""
    marks = "right" if right(asked, answer) else "**wrong**"
    source = asked["source"] or "none"
    return f"| {asked['question']} | {source} | {answer.verdict} {answer.confidence:.2f} | {said} | {lit} | {marks} |"


def main() -> None:
    """Print the table and how many are right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", default="", help="the name of a source to leave out, with its questions")
    without = parser.parse_args().without
    questions = json.loads((SHELF / "questions.json").read_text(encoding="utf-8"))
    questions = [asked for asked in questions if not without or asked["source"] != without]
    encoder = load_encoder()
    asker = make_asker(encoder, load_reader())
    with index_of(SHELF, encoder, without=without) as store:
        answers = [asker.ask(store, Question(asked["question"])) for asked in questions]
    print("| question | source | verdict | first sentence | lit | |\n|---|---|---|---|---|---|")
    for asked, answer in zip(questions, answers, strict=True):
        print(row(asked, answer))
    print(f"\n{sum(map(right, questions, answers))} of {len(questions)} right")


if __name__ == "__main__":
    main()
