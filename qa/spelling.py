"""Mend a question's misspelt words before it is searched for.

A word is misspelt if neither the articles nor the tokenizer's vocabulary, some twenty thousand common words and names,
have it. It is mended if one of theirs is a single slip away: a letter left out, added, exchanged, or swapped with the
next (Damerau 1964 found four in five misspellings to be one of these). If one of those has the same stem, the word
is another form of it and no slip.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.networks.wordpieces import word_pieces
from index.storage.lexical import tokenize
from index.storage.words import SHORTEST
from index.store import Store

_WORD = re.compile(r"[^\W\d_]+")


class Speller:
    """Mends questions about the articles of one store."""

    def __init__(self, words: Sequence[str], common: Sequence[str]) -> None:
        """Make a speller.

        Args:
            words: of the articles, commonest first, in lower case.
            common: words of the language, commonest first, in lower case.
        """
        self._known = list(dict.fromkeys([*words, *common]))
        self._places = {word: place for place, word in enumerate(self._known)}

    def mend(self, question: str) -> str:
        """The question with each misspelt word replaced by the likeliest one, in its capitals."""
        return _WORD.sub(lambda match: self._mended(match.group()), question)

    def _mended(self, word: str) -> str:
        plain = word.casefold()
        if len(plain) < SHORTEST or plain in self._places:
            return word
        near = [
            found
            for found, _, _ in process.extract(plain, self._known, scorer=OSA.distance, score_cutoff=1, limit=None)
        ]
        if not near or any(tokenize(found) == tokenize(plain) for found in near):
            return word
        # The first letter is seldom wrong.
        best = min(near, key=lambda found: (found[0] != plain[0], self._places[found]))
        return _in_capitals_of(word, best)


@lru_cache(maxsize=1)
def speller_of(store: Store) -> Speller:
    """The speller of a store's articles; the latest is kept."""
    return Speller(store.words, word_pieces().words())


def _in_capitals_of(word: str, mended: str) -> str:
    if word.isupper():
        return mended.upper()
    return mended.capitalize() if word[0].isupper() else mended
