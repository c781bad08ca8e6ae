"""What is asked: a question with the conversation before it, checked once, wherever it came from."""

import re
from dataclasses import dataclass

from index.errors import QuestionError

LONGEST = 1000  # code points
MOST_TURNS = 20
CITATIONS, MOST_CITATIONS = 3, 10  # unless asked for another number; at most

LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"  # BCP-47, in what matters here
_LANGUAGE = re.compile(LANGUAGE)


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the conversation, and what was answered."""

    question: str
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be answered.

    Attributes:
        text: as typed, 1 to `LONGEST` code points.
        history: the turns before, oldest first; at most `MOST_TURNS`.
        documents: ids to search in; all where empty.
        most: so many sentences are cited at most, 1 to `MOST_CITATIONS`; a lead-in with its items counts as one.
        language: BCP-47; None where it shall be found out.
    """

    text: str
    history: tuple[Turn, ...] = ()
    documents: tuple[str, ...] = ()
    most: int = CITATIONS
    language: str | None = None

    def __post_init__(self) -> None:
        """Raise QuestionError where it cannot be answered."""
        if not self.text.strip() or len(self.text) > LONGEST:
            raise QuestionError(
                "question", f"The question has {len(self.text):,} characters; it needs 1 to {LONGEST:,}."
            )
        if any("\ud800" <= character <= "\udfff" for character in self.text):
            raise QuestionError("question", "The question is not UTF-8.")
        if len(self.history) > MOST_TURNS:
            raise QuestionError("history", f"The history has {len(self.history)} turns; at most {MOST_TURNS} are read.")
        if not 1 <= self.most <= MOST_CITATIONS:
            raise QuestionError(
                "max_citations", f"{self.most} citations cannot be asked for; 1 to {MOST_CITATIONS} can."
            )
        if self.language is not None and not _LANGUAGE.fullmatch(self.language):
            raise QuestionError("language", f"{self.language!r} is no language; give its BCP-47 code: en, de, zh-Hant.")
