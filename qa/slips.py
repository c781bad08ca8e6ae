"""Which known words are one slip away from a word, however many there are.

A slip is a letter left out, added, exchanged, or swapped with the next. All words that a slip can make of one are
looked up (Norvig, "How to Write a Spelling Corrector"), so the work grows with the word, not with the words that are
known, as it does where each is compared. Only letters that stand beside the word's own in a known word are tried; a
known word that is one slip away has no others.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from string import ascii_lowercase


class Slips:
    """Looks up words that are one slip away."""

    def __init__(self, known: Collection[str]) -> None:
        """`known` tells quickly whether it has a word."""
        self._known = known
        self._longest = max(map(len, known), default=0)
        self._beside: defaultdict[str, set[str]] = defaultdict(set)
        for letter in ascii_lowercase:
            self._beside[letter].update(ascii_lowercase)
        for letters in {frozenset(word) for word in known if not (word.isascii() and word.isalpha())}:
            for letter in letters:
                self._beside[letter].update(letters)

    def near(self, word: str) -> set[str]:
        """The known words that are one slip away from this one, without itself."""
        if len(word) > self._longest + 1:
            return set()
        letters = set[str]().union(*(self._beside[letter] for letter in set(word) & self._beside.keys()))
        return {made for made in _slipped(word, letters) if made != word and made in self._known}


def _slipped(word: str, letters: set[str]) -> Iterator[str]:
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in letters:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]
