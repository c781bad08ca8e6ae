"""BM25 over sentences or passages: a segment holds how often each word stands in each text, a generation the rest.

Which texts there are in all decides how much a word is worth and how long a text is for one, so scores are made when a
question comes, from the counts of all segments and the live texts alone: they do not depend on how the texts were cut
into segments. bm25s computes them into its index, for the texts of one index alone, which is why it is not used; they
are equal to its scores.
"""

import json
import math
import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import Stemmer
from numpy.typing import NDArray

from index.languages import EAST, ENGLISH, MARKS, SOUTH, primary

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Robertson's usual ranges; b = .4 suits units as short as a sentence (the value of the ReQA baseline).
K1, B = 0.9, 0.4

STARTS, ROWS, COUNTS, LENGTHS, WORDS = "starts.npy", "rows.npy", "counts.npy", "lengths.npy", "words.json"
Having = tuple[NDArray[np.int64], NDArray[np.uint16]]  # some texts' rows, and how often each has a word
MOST = np.iinfo(np.uint16).max  # times that a word counts in one text
CHUNK, ENTRIES = 1_000, 1_000_000  # texts counted in one go, and entries copied in one

# Letters with their marks: without these a Hindi or Thai word would end at each of its vowel signs.
_WORD = re.compile(rf"[\w{MARKS}]+")
# What is written without spaces, or with endings that no stemmer here knows, is cut into stretches of so many
# characters, one at each. The right sentence of the article first by BM25 alone, against words as they stand: Chinese
# .776 (.142), Thai .915 (.773; .885 by pairs), XQuAD's train side; Japanese .70 (.13), JaQuAD.
_PIECE = re.compile(rf"(?P<east>[{EAST}]+)|(?P<south>[{SOUTH}]+)|[^{EAST}{SOUTH}]+")
_LENGTHS = {"east": 2, "south": 3}
# Lucene's 33 words, as bm25s has them, and those that ask: on SQuAD train (5,844 questions, each against its own
# article) BM25 alone puts the right sentence first for .645 with both, .620 with the first, .635 with its 179.
_PLAIN = (
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this "
    "to was will with"
)
_ASKING = "what which who whom whose when where why how much many do does did"
_STOPWORDS = frozenset(f"{_PLAIN} {_ASKING}".split())


# By language: Snowball's name, and that of bm25s' stop words where it has them. Measured as the paragraph that BM25
# puts first for the questions of XQuAD's train side and NorQuAD, against the English rules for all languages:
# German .912 (.891), Spanish .935 (.930), Russian .930 (.812), Turkish .896 (.866), Arabic .904 (.843),
# Norwegian .895 (.875), Greek .923 (.893), Romanian .933 (.883).
_STEMMERS = {
    "ar": ("arabic", None),
    "ca": ("catalan", None),
    "cs": ("czech", None),
    "da": ("danish", "DANISH"),
    "de": ("german", "GERMAN"),
    "el": ("greek", None),
    "es": ("spanish", "SPANISH"),
    "fi": ("finnish", None),
    "fr": ("french", "FRENCH"),
    "hu": ("hungarian", None),
    "it": ("italian", "ITALIAN"),
    "nl": ("dutch", "DUTCH"),
    "no": ("norwegian", "NORWEGIAN"),
    "pl": ("polish", None),
    "pt": ("portuguese", "PORTUGUESE"),
    "ro": ("romanian", None),
    "ru": ("russian", "RUSSIAN"),
    "sv": ("swedish", "SWEDISH"),
    "tr": ("turkish", "TURKISH"),
}
_WITHOUT_RULES = "und"  # BCP-47's undetermined


def tokenize(text: str, language: str | None = "en") -> list[str]:
    """Stemmed lower-case words without accents and stop words. For matching only: offsets are not kept.

    A text whose language is not known is taken for English here; one in a language without a stemmer gives its words.
    """
    rules = analysed(language)
    if rules in _STEMMERS:
        # With its accents, on which the stemmers rely; they go afterwards.
        words = [word for word in _words(text.lower()) if word not in _stop_words(rules)]
        return [_plain(stem) for stem in Stemmer.Stemmer(_STEMMERS[rules][0]).stemWords(words)]
    words = _words(_plain(text.casefold()))
    if rules != "en":
        return words
    # A stemmer holds state and is cheap to make; one per call needs no lock.
    stems: list[str] = Stemmer.Stemmer("english").stemWords([w for w in words if w not in _STOPWORDS])
    return stems


def _words(text: str) -> list[str]:
    words: list[str] = _WORD.findall(text)
    return words if text.isascii() else [part for word in words for part in _parts(word)]


def _parts(word: str) -> Iterator[str]:
    for piece in _PIECE.finditer(word):
        text, length = piece.group(), _LENGTHS.get(piece.lastgroup or "", 0)
        if length:
            yield from (text[i : i + length] for i in range(max(1, len(text) - length + 1)))
        else:
            yield text


def analysed(language: str | None) -> str:
    """The language by whose rules a text of a language (BCP-47) is cut into words; "" where there are none."""
    code = primary(language) or ENGLISH
    return code if code == ENGLISH or code in _STEMMERS else ""


@cache
def _stop_words(language: str) -> frozenset[str]:
    name = _STEMMERS[language][1]
    if name is None:
        return frozenset()
    from bm25s import stopwords  # takes longer than everything else that a question needs

    return frozenset(getattr(stopwords, f"STOPWORDS_{name}"))


def _plain(text: str) -> str:
    if text.isascii():  # most texts are, and looking at each character takes longer than everything else here
        return text
    apart = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))  # Hangul


@dataclass(frozen=True, slots=True)
class Run:
    """Some entries of a matrix, sorted by column, and by row in each: which word, in which text, how often."""

    columns: NDArray[np.integer]
    rows: NDArray[np.integer]
    counts: NDArray[np.uint16]


class LexicalIndex:
    """How often each word stands in each of n texts, and how long these are. A matrix in columns, one for each word."""

    def __init__(self, folder: Path) -> None:
        """Open what `build` or `merge` wrote, memory-mapped."""
        self._starts = np.load(folder / STARTS)
        self._rows, self._counts = (np.load(folder / part, mmap_mode="r") for part in (ROWS, COUNTS))
        self.lengths: NDArray[np.int32] = np.load(folder / LENGTHS)
        self._words: dict[str, int] = json.loads((folder / WORDS).read_bytes())

    @classmethod
    def build(cls, texts: Iterable[str], folder: Path, languages: Iterable[str | None] = repeat("en")) -> Self:
        """Index texts in the order given.

        Args:
            texts: what to index.
            folder: where to write.
            languages: of each text, BCP-47; None where it is not known.
        """
        vocabulary: dict[str, int] = {}
        lengths, runs = array("i"), []
        rest = zip(texts, languages, strict=False)
        while chunk := list(islice(rest, CHUNK)):
            words = [tokenize(text, language) for text, language in chunk]
            numbers = [vocabulary.setdefault(word, len(vocabulary)) for text in words for word in text]
            runs.append(_counted(numbers, list(map(len, words)), len(lengths)))
            lengths.extend(map(len, words))
        # A text of stop words alone counts with one word, as bm25s has it.
        _save(folder, list(vocabulary), lambda: runs, np.maximum(np.asarray(lengths, np.int32), 1))
        return cls(folder)

    @classmethod
    def merge(cls, parts: Sequence[tuple[Self, NDArray[np.bool_]]], folder: Path) -> Self:
        """Write one index of the texts of several, without those that a mask of bool (n,) leaves out."""
        vocabulary: dict[str, int] = {}
        for index, _ in parts:
            for word in index._words:
                vocabulary.setdefault(word, len(vocabulary))
        firsts = np.cumsum([0, *(kept.sum() for _, kept in parts)])

        def runs() -> Iterator[Run]:
            for (index, kept), first in zip(parts, firsts, strict=False):
                yield from index._runs(vocabulary, kept, int(first))

        lengths = np.concatenate([index.lengths[kept] for index, kept in parts])
        _save(folder, list(vocabulary), runs, lengths)
        return cls(folder)

    def by_text(self) -> tuple[list[str], "csr_matrix"]:
        """The words, and int (n, words): how often each stands in each text."""
        from scipy.sparse import csc_matrix  # a question needs none of it

        shape = (len(self.lengths), len(self._words))
        return list(self._words), csc_matrix((self._counts, self._rows, self._starts), shape=shape).tocsr()

    def _runs(self, vocabulary: Mapping[str, int], kept: NDArray[np.bool_], first: int) -> Iterator[Run]:
        """What a mask of bool (n,) leaves, by the words' numbers in a vocabulary, rows counted from `first`."""
        numbers = np.array([vocabulary[word] for word in self._words], np.int64)
        renumbered = np.cumsum(kept) - 1 + first
        for start in range(0, len(self._rows), ENTRIES):
            rows = np.asarray(self._rows[start : start + ENTRIES])
            places = np.arange(start, start + len(rows))
            columns = numbers[np.searchsorted(self._starts, places, side="right") - 1]
            order = np.argsort(columns, kind="stable")
            order = order[kept[rows[order]]]
            counts = np.asarray(self._counts[start : start + ENTRIES])
            yield Run(columns[order], renumbered[rows[order]], counts[order])

    def having(self, word: str) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """int32 (k,) and uint16 (k,): the rows of the texts that have a word, ascending, and how often each has it."""
        number = self._words.get(word)
        if number is None:
            return np.empty(0, np.int32), np.empty(0, np.uint16)
        start, stop = self._starts[number : number + 2]
        return np.asarray(self._rows[start:stop]), np.asarray(self._counts[start:stop])


def _counted(words: Sequence[int], lengths: Sequence[int], first: int) -> Run:
    """How often each word stands in each of some texts of these lengths, whose rows begin at `first`."""
    rows = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    places, counts = np.unique(np.array(words, np.int64) * len(lengths) + rows, return_counts=True)
    columns, rows = np.divmod(places, len(lengths))
    return Run(columns.astype(np.int32), (rows + first).astype(np.int32), np.minimum(counts, MOST).astype(np.uint16))


def _save(folder: Path, words: Sequence[str], runs: Callable[[], Iterable[Run]], lengths: NDArray[np.int32]) -> None:
    """Write a matrix of the runs that are given out, twice the same: its columns are measured, then filled.

    A row of a later run is behind those of the earlier ones with the same word. A word that no text has any more is
    left out.
    """
    sizes = np.zeros(len(words), np.int64)
    for run in runs():
        sizes += np.bincount(run.columns, minlength=len(words))
    starts = np.append(0, np.cumsum(sizes))
    rows, counts = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.uint16)
    free = starts[:-1].copy()  # the first place of each column that is not filled yet
    for run in runs():
        own = np.bincount(run.columns, minlength=len(words))
        places = (free - (np.cumsum(own) - own))[run.columns] + np.arange(len(run.columns))
        rows[places], counts[places] = run.rows, run.counts
        free += own
    present = np.flatnonzero(sizes)
    folder.mkdir(exist_ok=True)
    np.save(folder / STARTS, np.append(starts[present], starts[-1]))
    np.save(folder / ROWS, rows)
    np.save(folder / COUNTS, counts)
    np.save(folder / LENGTHS, lengths)
    numbers = {words[old]: new for new, old in enumerate(present.tolist())}
    (folder / WORDS).write_text(json.dumps(numbers, ensure_ascii=False), encoding="utf-8")


class BM25:
    """Scores of the texts of several indexes, one after the other, each divided by the most that any text could score.

    They are between 0 and 1. What a text is worth depends on the live texts alone, of whichever index.
    """

    def __init__(
        self,
        indexes: Sequence[LexicalIndex],
        live: Sequence[NDArray[np.bool_] | None],
        languages: Iterable[str | None] = ("en",),
    ) -> None:
        """Take the live texts of indexes.

        Args:
            indexes: of some texts each.
            live: bool (n,) for each index, which of its texts there are; None if all.
            languages: those of the live texts.
        """
        self._parts = list(zip(indexes, live, strict=True))
        self._starts = np.cumsum([0, *(len(index.lengths) for index in indexes)])
        lengths = np.concatenate([np.empty(0, np.int32), *(index.lengths for index in indexes)])
        left = [index.lengths if mask is None else index.lengths[mask] for index, mask in self._parts]
        self._live = sum(map(len, left))
        mean = sum(int(some.sum()) for some in left) / max(1, self._live)
        self.norms = (K1 * (1 - B + B * lengths / mean)).astype(np.float32)  # by text: a count of them is worth half
        self.languages = sorted({analysed(language) for language in languages})

    def scores(self, question: str, language: str | None = None) -> NDArray[np.float32]:
        """float32 (n,): the share of the question's information (summed idf) that each text holds, 0 to 1.

        A term's BM25 score in Lucene's form, idf * tf / (tf + k1 * (1 - b + b * length / mean length)), is below its
        idf, so the sum of the idf is a bound. Words that no text has count in the bound with the idf they would have.
        What is not live scores 0.

        Where the texts are in several languages and the question's is not given, it is read by the rules of each, and a
        text has its best score: that takes as many times as long as there are languages whose rules cut the question
        differently.
        """
        if language is not None:
            return self._scores_of(tokenize(question, language))
        first, *others = [self._scores_of(tokens) for tokens in readings(question, self.languages)]
        return np.maximum.reduce([first, *others]) if others else first

    def shares(self, text: str) -> NDArray[np.float32]:
        """float32 (n,): the share of the text's information that the words hold which each text has too, 0 to 1.

        However often they stand there, and however long it is: what holds all words of a fragment has 1.
        """
        first, *others = [self._shares_of(tokens) for tokens in readings(text, self.languages)]
        return np.maximum.reduce([first, *others]) if others else first

    def _shares_of(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        shares, bound = np.zeros(len(self.norms), dtype=np.float32), 0.0
        for token in dict.fromkeys(tokens):
            found = self._having(token)
            bound += (idf := self._idf(found))
            for rows, _ in found:
                shares[rows] += np.float32(idf)
        return shares / np.float32(bound or 1)

    def _scores_of(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        scores, bound = np.zeros(len(self.norms), dtype=np.float32), 0.0
        for token in tokens:
            found = self._having(token)
            bound += (idf := self._idf(found))
            for rows, counts in found:
                scores[rows] += np.float32(idf) * counts / (counts + self.norms[rows])
        return scores / np.float32(bound or 1)

    def _having(self, word: str) -> list[Having]:
        """The live texts of each index that have a word, and how often each has it."""
        found = []
        for start, (index, live) in zip(self._starts, self._parts, strict=False):
            rows, counts = index.having(word)
            if live is not None:
                rows, counts = rows[live[rows]], counts[live[rows]]
            found.append((rows + start, counts))
        return found

    def _idf(self, having: Sequence[Having]) -> float:
        return idf(self._live, sum(len(rows) for rows, _ in having))


def readings(text: str, languages: Iterable[str]) -> list[list[str]]:
    """A text's words by the rules of each of these languages, as `analysed` names them, each list once."""
    found = [tokenize(text, language or _WITHOUT_RULES) for language in languages]
    return [list(words) for words in dict.fromkeys(map(tuple, found))]


def idf(texts: int, having: int) -> float:
    """What a word is worth that so many of the texts have, in Lucene's form."""
    return math.log1p((texts - having + 0.5) / (having + 0.5))
