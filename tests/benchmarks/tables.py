"""Questions about small tables: `python -m tests.benchmarks.tables`, how many come right.

The tables in `tables/` are made up, as are the questions, and what the right row and the right cell have. All are asked
of one index. The first 44 questions were at hand when rows were first read by themselves, the last 25 came after.
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

TABLES = Path(__file__).parent / "tables"
FIRST = 44


def outcomes(asked: dict[str, Any], answer: Answer) -> Iterator[tuple[str, bool]]:
    """What a question counts in, and whether it came right."""
    if not asked["row"]:
        yield "not said anywhere: refused", not answer.found
        return
    found = answer.citations[:1]
    right = any(c.document.id == asked["source"] and asked["row"] in c.sentence for c in found)
    yield "the right row first", right
    lit = found[0].highlight if right else None
    yield "its right cell lit", lit is not None and lit.text == asked["cell"]


def main() -> None:
    """Print the table."""
    questions = json.loads((TABLES / "asked.json").read_text(encoding="utf-8"))
    encoder = load_encoder()
    asker = make_asker(encoder, load_reader())
    rows: dict[str, tuple[list[bool], list[bool]]] = defaultdict(lambda: ([], []))
    with index_of(TABLES, encoder) as store:
        for number, asked in enumerate(questions):
            for row, right in outcomes(asked, asker.ask(store, Question(asked["question"]))):
                rows[row][number >= FIRST].append(right)
    print("| | first | later |\n|---|---|---|")
    for row, (first, later) in rows.items():
        print(f"| {row} | {sum(first)} of {len(first)} | {sum(later)} of {len(later)} |")


if __name__ == "__main__":
    main()
