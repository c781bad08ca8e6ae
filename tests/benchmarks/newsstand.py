"""Six short articles in six languages, asked in theirs and in English, and in conversations; six more in Chinese and
Japanese, in conversations alone: `python -m tests.benchmarks.newsstand`, tables of how many come right.

The articles in `newsstand/` and `newsstand-east/` are made up, and so are the questions and follow-ups, written before
anything was asked, and then the words that the right sentence has. Each folder is one index. "Right" is that the first
citation is of the right article and has one of these words; without words, that nothing is cited. A follow-up is asked
behind the turns before it with their answers, as the page does, and once more as if nothing had been said.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.networks.encoder import Encoder
from index.networks.loading import load_encoder
from index.store import Store
from qa.answer import Answer
from qa.ask import Asker, make_asker
from qa.question import Question, Turn
from qa.reader import load_reader
from tests.benchmarks.folders import index_of

STANDS = [Path(__file__).parent / name for name in ("newsstand", "newsstand-east")]
Outcome = tuple[str, bool]  # the row that it counts in, and whether it is right


def right(source: str | None, words: list[str], answer: Answer) -> bool:
    """Whether the first citation is of the source and has one of the words, or there is none where none should be."""
    if not words or not answer.citations:
        return not words and not answer.citations
    first = answer.citations[0]
    return first.document.id == source and any(word in first.sentence for word in words)


def asked_once(asker: Asker, store: Store, questions: list[dict[str, Any]]) -> Iterator[Outcome]:
    for asked in questions:
        answer = asker.ask(store, Question(asked["question"]))
        kind = "asked in its language" if answer.language == asked["source"] else "asked in English"
        yield kind if asked["right"] else "not said anywhere", right(asked["source"], asked["right"], answer)


def followed_up(asker: Asker, store: Store, conversation: dict[str, Any]) -> Iterator[Outcome]:
    first = asker.ask(store, Question(conversation["first"]))
    turns = [Turn(conversation["first"], first.answer)]
    for then in conversation["then"]:
        alone = asker.ask(
            store, Question(then["question"], language=conversation.get("language", conversation["source"]))
        )
        yield "a follow-up, as typed", right(conversation["source"], then["right"], alone)
        answer = asker.ask(store, Question(then["question"], tuple(turns)))
        yield "a follow-up, in its conversation", right(conversation["source"], then["right"], answer)
        turns.append(Turn(then["question"], answer.answer if answer.citations else None))


def ask_all(stand: Path, asker: Asker, encoder: Encoder) -> Iterator[Outcome]:
    """Ask all that a folder has to be asked."""
    asked = json.loads((stand / "asked.json").read_text(encoding="utf-8"))
    with index_of(stand, encoder) as store:
        yield from asked_once(asker, store, asked["questions"])
        for conversation in asked["conversations"]:
            yield from followed_up(asker, store, conversation)


def main() -> None:
    """Print the tables."""
    encoder = load_encoder()
    asker = make_asker(encoder, load_reader())
    for stand in STANDS:
        rows: dict[str, list[bool]] = defaultdict(list)
        for row, came_right in ask_all(stand, asker, encoder):
            rows[row].append(came_right)
        print(f"\n| {stand.name} | right |\n|---|---|")
        for row, found in rows.items():
            print(f"| {row} | {sum(found)} of {len(found)} |")


if __name__ == "__main__":
    main()
