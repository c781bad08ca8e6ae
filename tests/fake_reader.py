"""A reader that looks for one word."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.documents import PassageText
from qa.reader import Reading


@dataclass
class WordFinder:
    """A sentence that has the word answers with it, score 4; any other does not, score -4."""

    word: str
    certainty: float = 0.9
    sha256: str = "e" * 64
    given: list[tuple[str, PassageText]] = field(default_factory=list)

    def read(self, question: str, passages: Sequence[PassageText]) -> list[list[Reading]]:
        """A reading of each sentence; `given` remembers what was read."""
        self.given.extend((question, passage) for passage in passages)
        return [[self._reading(sentence) for sentence in passage.sentences] for passage in passages]

    def odds(self, question: str, passage: PassageText, ranges: Sequence[tuple[int, int]]) -> list[float]:
        """0 for a range with the word, -4 for any other."""
        (sentence,) = passage.sentences
        return [0.0 if self.word in sentence[start:end] else -4.0 for start, end in ranges]

    def _reading(self, sentence: str) -> Reading:
        start = sentence.find(self.word)
        if start < 0:
            return Reading(-4.0, 0, 0, 0.0)
        return Reading(4.0, start, start + len(self.word), self.certainty)
