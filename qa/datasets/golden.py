"""The golden questions: hand-made questions on the seed article, with every acceptable group of sentences."""

import json
from dataclasses import dataclass
from importlib.resources import files

ARTICLE = "ukraine-security-guarantees.txt"


@dataclass(frozen=True, slots=True)
class Golden:
    """A question, and the groups of sentences that answer it; none where the article is silent."""

    id: str
    question: str
    history: tuple[str, ...]
    groups: tuple[frozenset[str], ...]

    @property
    def answerable(self) -> bool:
        return bool(self.groups)


def read_golden() -> list[Golden]:
    """The visible golden questions, which ship with pincite."""
    lines = files("qa.datasets").joinpath("golden/visible.jsonl").read_text(encoding="utf-8").splitlines()
    rows = map(json.loads, lines)
    return [
        Golden(r["id"], r["question"], tuple(r["history"]), tuple(frozenset(group) for group in r["gold"]))
        for r in rows
    ]


def read_instructions() -> list[str]:
    """Orders to leave the article aside, which no article answers."""
    return files("qa.datasets").joinpath("golden/instructions.txt").read_text(encoding="utf-8").splitlines()
