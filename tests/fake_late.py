"""A late interaction whose scores can be worked out by hand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from index.documents import PassageText
from index.networks.late import WIDTH, QuestionTokens, Tokens


@dataclass
class FirstLetters:
    """A word's axis is its first letter, so two words match if they begin alike.

    A question's words weigh the same: MaxSim is the share of them whose letter begins a word of the sentence.
    """

    sha256: str = "f" * 64
    given: list[PassageText] = field(default_factory=list)

    def question(self, text: str) -> QuestionTokens:
        words = _words(text)
        return QuestionTokens(_axes(words).astype(np.float32), np.full(len(words), 1 / len(words), dtype=np.float32))

    def passages(self, passages: Sequence[PassageText]) -> list[list[Tokens]]:
        """A token for each word; `given` remembers the passages."""
        self.given.extend(passages)
        return [[127 * _axes(_words(sentence)) for sentence in passage.sentences] for passage in passages]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower()) or ["?"]


def _axes(words: Sequence[str]) -> Tokens:
    """int8 (words, WIDTH): 1 on the axis of each word."""
    axes = np.zeros((len(words), WIDTH), dtype=np.int8)
    axes[np.arange(len(words)), [ord(word[0]) % WIDTH for word in words]] = 1
    return axes
