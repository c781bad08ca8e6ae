"""CANARD (Elgohary et al. 2019): conversations about Wikipedia sections, each question rewritten to stand alone."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from qa.datasets.files import Row, in_form, read_data, read_json_lines, write_json_lines
from qa.question import Turn

NO_ANSWER = "I don't know."


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question of a conversation, the turns before it, its stand-alone rewrite, and its answer where it is known."""

    dialog: str
    about: str
    turns: tuple[Turn, ...]
    question: str
    rewrite: str
    answer: str | None

    @property
    def dependent(self) -> bool:
        """Whether a person had to rewrite it."""
        return _words(self.question) != _words(self.rewrite)


def read_follow_ups(data: Path) -> list[FollowUp]:
    """Every question; its answer stands in the history of the next one."""
    rows = read_json_lines(data / "canard/follow-ups.jsonl")
    by_place = {(row["dialog"], row["turn"]): row for row in rows}
    return [_follow_up(row, by_place.get((row["dialog"], row["turn"] + 1))) for row in rows]


def lay_out(official: Path, data: Path) -> int:
    """Lay out a file of CANARD's release; the number of its questions.

    Raises:
        DataError: the file is missing, or is not in CANARD's form.
    """
    with in_form(official, "CANARD's form, a JSON list of questions"):
        rows = [
            {
                "dialog": row["QuAC_dialog_id"],
                "turn": row["Question_no"],
                "history": row["History"],
                "question": row["Question"],
                "rewrite": row["Rewrite"],
            }
            for row in json.loads(read_data(official))
        ]
    return write_json_lines(data / "canard/follow-ups.jsonl", rows)


def _follow_up(row: Row, following: Row | None) -> FollowUp:
    topic, section, *said = row["history"]
    turns = tuple(Turn(question, answer) for question, answer in zip(said[::2], said[1::2], strict=True))
    answered = following is not None and following["history"][-2:-1] == [row["question"]]
    answer = following["history"][-1] if following is not None and answered else None
    known = answer if answer != NO_ANSWER else None
    return FollowUp(row["dialog"], f"{topic}: {section}", turns, row["question"], row["rewrite"], known)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
