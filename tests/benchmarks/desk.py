"""Thirty small sources as people have them, asked as people ask: `python -m tests.benchmarks.desk`, what comes right.

Rules, leaflets, letters, minutes, interviews, chats, a lease, a recipe and their like in `desk/`, in English and some
other languages, are made up, as are the questions, and what the sentence that answers has. The questions were written
before any was asked; what came wrong in the way of reading was then mended, and two weights of `qa/structure.py` were
chosen on them. Each is asked of its own source alone, and of all in one index.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.networks.loading import load_encoder
from qa.answer import Answer
from qa.ask import make_asker
from qa.question import Question
from qa.reader import load_reader
from tests.benchmarks.folders import index_of

DESK = Path(__file__).parent / "desk"


def outcomes(asked: dict[str, Any], answer: Answer) -> Iterator[tuple[str, bool]]:
    """What a question counts in, and whether it came right."""
    if asked["right"] is None:
        yield "not said anywhere: refused", not answer.found
        return
    right = [c.document.id == asked["source"] and asked["right"] in c.sentence for c in answer.citations]
    yield "the right sentence first", any(right[:1])
    yield "cited at all", any(right)


def main() -> None:
    """Print the table."""
    questions = json.loads((DESK / "asked.json").read_text(encoding="utf-8"))
    encoder = load_encoder()
    asker = make_asker(encoder, load_reader())
    rows: dict[str, tuple[list[bool], list[bool]]] = defaultdict(lambda: ([], []))
    with index_of(DESK, encoder) as store:
        for asked in questions:
            for number, documents in enumerate(((asked["source"],), ())):
                answer = asker.ask(store, Question(asked["question"], documents=documents))
                for row, right in outcomes(asked, answer):
                    rows[row][number].append(right)
    print("| | of its source | of all |\n|---|---|---|")
    for row, (alone, among) in rows.items():
        print(f"| {row} | {sum(alone)} of {len(alone)} | {sum(among)} of {len(among)} |")


if __name__ == "__main__":
    main()
