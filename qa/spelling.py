"""Mend a question's misspelt words before it is searched for.

A word is misspelt if neither the articles nor the tokenizer's vocabulary, some twenty thousand common words and names,
have it. It is mended if one of theirs is a single slip away: a letter left out, added, exchanged, or swapped with the
next (Damerau 1964 found four in five misspellings to be one of these). If one of those has the same stem, the word
is another form of it and no slip. A name is not mended into a word: what has a capital letter inside a question becomes
another name of the articles, or has the accents that they write it with, or stays.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.english import FUNCTION_WORDS
from index.networks.english_words import english_words
from index.storage.lexical import tokenize
from index.storage.words import SHORTEST
from index.store import Store
from qa.slips import Slips

_WORD = re.compile(r"[^\W\d_]+")
ENGLISH = 0.25  # share of function words from which a question is taken for English
LONG = 7  # letters from which two words are seldom alike by chance
MOST_NAMES = 8  # of a question that are looked at: each is compared with every word of its length
FORMS = 3  # letters that another form of a word may have more or less
# What is typed without its apostrophe: no slip of another word, least of all of one that leaves the "not" out.
_CONTRACTED = """
what's who's where's when's how's why's that's there's she's don't doesn't didn't isn't wasn't aren't weren't haven't
hasn't hadn't wouldn't couldn't shouldn't can't won't you're they're
"""
_APOSTROPHE = {word.replace("'", ""): word for word in _CONTRACTED.split()}
_PLAIN = str.maketrans("łđøıðħŧ", "ldoidht")  # letters that are no letter with an accent to Unicode


class Speller:
    """Mends questions about the articles of one store."""

    def __init__(self, words: Sequence[str], common: Sequence[str]) -> None:
        """Make a speller.

        Args:
            words: of the articles, commonest first, in lower case.
            common: words of the language, commonest first, in lower case.
        """
        self._own, self._common = frozenset(words), frozenset(common)
        self._places = {word: place for place, word in enumerate(dict.fromkeys([*words, *common]))}
        self._slips = Slips(self._places)
        self._sorted = sorted(word for word in self._own if len(word) >= SHORTEST)
        self._plain = _by_length({plain(word) for word in self._own - self._common})
        self._accented = {plain(word): word for word in reversed(self._places) if not word.isascii()}

    def mend(self, question: str) -> str:
        """The question with each misspelt word replaced by the likeliest one, in its capitals."""
        composed = unicodedata.normalize("NFC", question)
        first = _WORD.search(composed)
        begin = first.start() if first else 0
        return _WORD.sub(lambda match: self._mended(match.group(), inside=match.start() > begin), composed)

    def strangers(self, question: str) -> list[str]:
        """The names in an English question that neither the articles nor the language have; a first word is none."""
        words = _WORD.findall(question)
        if sum(word.casefold() in FUNCTION_WORDS for word in words) < ENGLISH * len(words):
            return []  # German has capitals on every noun
        names = dict.fromkeys(word for word in words[1:] if word[0].isupper())
        return [word for word in islice(names, MOST_NAMES) if self._is_strange(word.casefold())]

    def _is_strange(self, word: str) -> bool:
        parts = _WORD.findall(word)  # a Turkish İ is two characters in lower case
        if len(word) < SHORTEST or {*parts, plain(word)} & self._places.keys() or plain(word) in self._accented:
            return False
        # Another form of a word of the articles is none, nor a name of theirs or a long word with a slip in it.
        return not (self._is_form(word) or self._is_slip(word))

    def _is_form(self, word: str) -> bool:
        at = bisect_left(self._sorted, word)
        if at < len(self._sorted) and self._sorted[at].startswith(word):
            return True
        stems = (word[: len(word) - more] for more in range(1, FORMS + 1))
        return any(len(stem) >= SHORTEST and stem in self._own for stem in stems)

    def _is_slip(self, word: str) -> bool:
        if len(word) >= LONG and self._slips.near(word):
            return True
        bare, slips = plain(word), 2 if len(word) >= LONG else 1
        return any(
            process.extractOne(bare, self._plain.get(length, ()), scorer=OSA.distance, score_cutoff=slips)
            for length in range(len(bare) - slips, len(bare) + slips + 1)
        )

    def _mended(self, word: str, *, inside: bool) -> str:
        written = word.casefold()
        if written in self._places:
            return word
        if written in _APOSTROPHE:
            return _in_capitals_of(word, _APOSTROPHE[written])
        if (accented := self._accented.get(plain(written))) is not None:
            return _in_capitals_of(word, accented)
        if len(written) < SHORTEST:
            return word
        near = self._slips.near(written)
        if inside and word[0].isupper():
            near = {found for found in near if found not in self._common}
        if not near or any(tokenize(found) == tokenize(written) for found in near):
            return word
        # The first letter is seldom wrong.
        best = min(near, key=lambda found: (found[0] != written[0], self._places[found]))
        return _in_capitals_of(word, best)


def plain(word: str) -> str:
    """A lower-case word without accents."""
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFKD", word.translate(_PLAIN))
    return "".join(character for character in apart if not unicodedata.combining(character))


def _by_length(words: Iterable[str]) -> Mapping[int, list[str]]:
    alike: defaultdict[int, list[str]] = defaultdict(list)
    for word in words:
        alike[len(word)].append(word)
    return alike


@lru_cache(maxsize=1)
def speller_of(store: Store) -> Speller:
    """The speller of a store's articles; the latest is kept."""
    return Speller(store.words, english_words())


def _in_capitals_of(word: str, mended: str) -> str:
    if word.isupper():
        return mended.upper()
    return mended.capitalize() if word[0].isupper() else mended
