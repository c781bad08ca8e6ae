"""BM25 over sentences or passages, by bm25s: scores are computed at build time and memory-mapped at question time."""

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Self

import numpy as np
import Stemmer
from numpy.typing import NDArray

from index.languages import EAST, ENGLISH, SOUTH, primary

# Robertson's usual ranges; b = .4 suits units as short as a sentence (the value of the ReQA baseline).
K1, B = 0.9, 0.4

LANGUAGES = "languages.index.json"

# Letters with their marks: without these a Hindi or Thai word would end at each of its vowel signs.
_MARKS = "".join(chr(code) for code in range(0x300, 0x1E00) if unicodedata.category(chr(code)) in ("Mn", "Mc"))
_WORD = re.compile(rf"[\w{_MARKS}]+")
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


class LexicalIndex:
    """BM25 scores of n texts, each divided by the most that any text could score: between 0 and 1."""

    def __init__(self, folder: Path) -> None:
        """Open what `build` wrote, memory-mapped. The arrays are a matrix in columns, one for each word."""
        self._scores, self._rows, self._columns = (
            np.load(folder / f"{part}.csc.index.npy", mmap_mode="r") for part in ("data", "indices", "indptr")
        )
        self._words: dict[str, int] = json.loads((folder / "vocab.index.json").read_bytes())
        self._size = int(json.loads((folder / "params.index.json").read_bytes())["num_docs"])
        frequencies = np.diff(self._columns)
        self._idf = np.log1p((self._size - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)
        listed = folder / LANGUAGES
        self._languages: list[str] = json.loads(listed.read_bytes()) if listed.exists() else ["en"]
        self._idf_unseen = math.log1p((self._size + 0.5) / 0.5)

    @classmethod
    def build(cls, texts: Iterable[str], folder: Path, languages: Iterable[str | None] = repeat("en")) -> Self:
        """Index texts in the order given: the scores as `.npy` files, the vocabulary as JSON, nothing pickled.

        Args:
            texts: what to index.
            folder: where to write.
            languages: of each text, BCP-47; None where it is not known.
        """
        import bm25s  # takes longer than everything else that a question needs

        vocabulary: dict[str, int] = {"": 0}  # stands in texts of stop words alone: bm25s divides by the mean length
        seen: set[str] = set()
        ids = []
        for text, language in zip(texts, languages, strict=False):
            seen.add(analysed(language))
            ids.append([vocabulary.setdefault(t, len(vocabulary)) for t in tokenize(text, language)] or [0])
        bm25 = bm25s.BM25(method="lucene", k1=K1, b=B)
        bm25.index((ids, vocabulary), show_progress=False, create_empty_token=False)
        bm25.save(folder, show_progress=False)
        if seen != {"en"}:
            (folder / LANGUAGES).write_text(json.dumps(sorted(seen)), encoding="utf-8")
        return cls(folder)

    def scores(self, question: str, language: str | None = None) -> NDArray[np.float32]:
        """float32 (n,): the share of the question's information (summed idf) that each text holds, 0 to 1.

        A term's BM25 score in Lucene's form, idf * tf / (tf + k1 * (1 - b + b * length / mean length)), is below its
        idf, so the sum of the idf is a bound. Words that no text has count in the bound with the idf they would have.

        Where the texts are in several languages and the question's is not given, it is read by the rules of each, and a
        text has its best score: that takes as many times as long as there are languages whose rules cut the question
        differently.
        """
        if language is not None:
            return self._scores_of(tokenize(question, language))
        first, *others = [self._scores_of(tokens) for tokens in self._readings(question)]
        return np.maximum.reduce([first, *others]) if others else first

    def shares(self, text: str) -> NDArray[np.float32]:
        """float32 (n,): the share of the text's information that the words hold which each text has too, 0 to 1.

        However often they stand there, and however long it is: what holds all words of a fragment has 1.
        """
        first, *others = [self._shares_of(tokens) for tokens in self._readings(text)]
        return np.maximum.reduce([first, *others]) if others else first

    def _shares_of(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        shares = np.zeros(self._size, dtype=np.float32)
        known = [self._words[token] for token in dict.fromkeys(tokens) if token in self._words]
        unseen = len(set(tokens)) - len(known)
        for word in known:
            shares[self._rows[self._columns[word] : self._columns[word + 1]]] += self._idf[word]
        if known:
            shares /= np.float32(float(self._idf[known].sum()) + self._idf_unseen * unseen)
        return shares

    def _readings(self, question: str) -> list[list[str]]:
        """The question's words by the rules of each language that the texts are in, each list once."""
        found = [tokenize(question, language or _WITHOUT_RULES) for language in self._languages]
        return [list(words) for words in dict.fromkeys(map(tuple, found))]

    def _scores_of(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        known = [self._words[token] for token in tokens if token in self._words]
        scores = np.zeros(self._size, dtype=np.float32)
        if not known:
            return scores
        for start, stop in zip(self._columns[known].tolist(), self._columns[np.add(known, 1)].tolist(), strict=True):
            scores[self._rows[start:stop]] += self._scores[start:stop]
        bound = float(self._idf[known].sum()) + self._idf_unseen * (len(tokens) - len(known))
        scores /= np.float32(bound)
        return scores
