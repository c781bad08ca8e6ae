"""What people say of answers: JSON lines, one for each click, that `pincite eval --feedback` reads as questions."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from index.documents import Document
from index.errors import DataError

Verdict = Literal["right", "wrong", "refuse"]

FULL = 16 * 1024 * 1024  # bytes; clicks must not fill a disk


class FeedbackFull(Exception):
    """The file of feedback is as long as it may get."""


@dataclass(frozen=True, slots=True)
class Quote:
    """The sentence that was judged: `sentence == document.text[start:end]`."""

    document: str
    start: int
    end: int
    sentence: str

    @classmethod
    def cut(cls, document: Document, start: int, end: int) -> "Quote":
        """The slice of a document, so that nothing is stored that no article says."""
        return cls(document.id, start, end, document.text[start:end])


@dataclass(frozen=True, slots=True)
class Feedback:
    """One verdict. It tells nothing of who gave it.

    Attributes:
        verdict: "right" or "wrong" of a sentence; "refuse" where no sentence says what was asked.
        question: as typed.
        history: the questions before, oldest first.
        documents: ids that were searched in; all where empty.
        quote: the sentence; None for "refuse".
        generation: the index that answered.
        at: when, in UTC.
    """

    verdict: Verdict
    question: str
    history: tuple[str, ...]
    documents: tuple[str, ...]
    quote: Quote | None
    generation: str
    at: str

    def __post_init__(self) -> None:
        if (self.verdict == "refuse") != (self.quote is None):
            raise ValueError(f"{self.verdict!r} {'with' if self.quote else 'without'} a sentence")


def now() -> str:
    """The time in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def append(path: Path, feedback: Feedback) -> None:
    """Add a line; one write, so that processes which share the file do not mix their lines.

    Raises:
        FeedbackFull: the file has `FULL` bytes.
        OSError: it cannot be written.
    """
    line = json.dumps(asdict(feedback), ensure_ascii=False) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.fstat(file).st_size >= FULL:
            raise FeedbackFull(f"{path} has {FULL:,} bytes; move it away to take more feedback.")
        os.write(file, line.encode("utf-8"))
    finally:
        os.close(file)


def read(path: Path) -> Iterator[Feedback]:
    """What was appended, oldest first.

    Raises:
        DataError: the file is missing, or a line is no feedback.
    """
    if not path.is_file():
        raise DataError(f"{path} is missing; people's verdicts are stored where PINCITE_FEEDBACK says.")
    adapter: TypeAdapter[Any] = TypeAdapter(Feedback)
    with path.open(encoding="utf-8") as lines:  # str.splitlines would also end a line at U+2028, which JSON may hold
        for number, line in enumerate(lines, start=1):
            try:
                yield adapter.validate_json(line)
            except ValidationError as error:
                raise DataError(f"{path}, line {number}, is no feedback: {error.errors()[0]['msg']}.") from None
