"""What people say of answers: JSON lines, one for each click, that `pincite eval --feedback` reads as questions."""

import errno
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from index.documents import Document
from index.errors import DataError

log = logging.getLogger(__name__)

Judgement = Literal["right", "wrong", "refuse"]

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

    verdict: Judgement
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
        OSError: it cannot be written, or not to the end; what half a line is left, the next one ends.
    """
    line = json.dumps(asdict(feedback), ensure_ascii=False).encode("utf-8") + b"\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(file).st_size
        if size >= FULL:
            raise FeedbackFull("As much feedback is stored as may be; whoever runs this server can move it away.")
        if size and os.pread(file, 1, size - 1) != b"\n":
            line = b"\n" + line
        if os.write(file, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
    finally:
        os.close(file)


def read(path: Path) -> Iterator[Feedback]:
    """What was appended, oldest first; a damaged line is passed over, and named in the log.

    Raises:
        DataError: the file is missing.
    """
    if not path.is_file():
        raise DataError(f"{path} is missing; people's verdicts are stored where PINCITE_FEEDBACK says.")
    adapter: TypeAdapter[Any] = TypeAdapter(Feedback)
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield adapter.validate_json(line)
            except ValidationError as error:
                log.warning("%s, line %d, is no feedback: %s", path, number, error.errors()[0]["msg"])
