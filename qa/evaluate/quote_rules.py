"""By which rules quotes are made in a language: what its words are, which of them can be altered, what denies."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from index.english import AUXILIARIES, is_common
from index.languages import ENGLISH, MARKS, primary

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w]|[.,]\d)")
_DIGITS = re.compile(r"(?<![\d.,])\d+(?:[.,]\d+)*(?![.,]?\d)")
_NAME = re.compile(r"(?<=[^\W\d_A-Z,] )[^\W\d_][^\W\d_]{2,}(?=[ ,.])")
_UNITS = re.compile(rf"[A-Za-z\d.,%]+|.[{MARKS}]*", re.S)


@dataclass(frozen=True, slots=True)
class Rules:
    """How a language is written, as far as quotes are made of it.

    Attributes:
        shortest, longest: of a sentence, in units: words, or characters where no spaces are between words.
        shortest_invented: fewer units of one text may well stand in another.
        pieces: least and most units of a piece of a sentence.
        word: what can be left out.
        number: what can be changed in a digit.
        name: what is written as a name inside a sentence; None where names are written as other words.
        negation: what denies, and can be left out.
        auxiliary: behind which a "not" can be put in; None where it is not known.
        spaced: whether spaces stand between words.
        is_name: whether what is written as one is one.
    """

    shortest: int
    longest: int
    shortest_invented: int
    pieces: tuple[int, int]
    word: re.Pattern[str]
    number: re.Pattern[str]
    name: re.Pattern[str] | None
    negation: re.Pattern[str]
    auxiliary: re.Pattern[str] | None
    spaced: bool
    is_name: Callable[[str], bool]

    def units(self, text: str) -> list[str]:
        """Words, or characters; numbers and Latin words are whole."""
        return text.split(" ") if self.spaced else _UNITS.findall(text)

    def join(self, units: list[str]) -> str:
        """The text of units."""
        return (" " if self.spaced else "").join(units)

    def size(self, text: str) -> int:
        """How many units a text has."""
        return len(text.split()) if self.spaced else len(text)


def _not_common(name: str) -> bool:
    return not is_common(name)


def _spaced(negations: str, *, capitals: bool = True) -> Rules:
    return Rules(
        shortest=6,
        longest=60,
        shortest_invented=8,
        pieces=(5, 25),
        word=re.compile(r"(?<= )[^\W\d_]\S{2,}(?<=\w)(?= )"),
        number=_DIGITS,
        name=_NAME if capitals else None,
        negation=re.compile(rf" (?:{negations})(?= )"),
        auxiliary=None,
        spaced=True,
        is_name=str.istitle,
    )


def _unspaced(letters: str, negations: str, scale: int) -> Rules:
    """`scale` characters count for a word."""
    return Rules(
        shortest=6 * scale,
        longest=60 * scale,
        shortest_invented=8 * scale,
        pieces=(5 * scale, 25 * scale),
        word=re.compile(rf"(?<=[{letters}])(?![{MARKS}])[{letters}]{{{scale}}}(?![{MARKS}])(?=[{letters}])"),
        number=_DIGITS,
        name=None,
        negation=re.compile(negations),
        auxiliary=None,
        spaced=False,
        is_name=bool,
    )


_ENGLISH = Rules(
    shortest=6,
    longest=60,
    shortest_invented=8,
    pieces=(5, 25),
    word=re.compile(r"(?<= )[a-z]{3,}(?= )"),
    number=_NUMBER,
    name=re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?=[ ,.])"),
    negation=re.compile(r" (?:not|never)(?= )"),
    auxiliary=re.compile(rf"(?<= )(?:{AUXILIARIES})(?= [a-z])"),
    spaced=True,
    is_name=_not_common,
)
_HAN = "\u4e00-\u9fff"
_RULES = {
    "ar": _spaced("لا|لم|لن|ليس|ليست|غير|دون", capitals=False),
    "de": _spaced("nicht|kein|keine|nie|ohne"),
    "el": _spaced("δεν|μην|ούτε|χωρίς"),
    "es": _spaced("no|nunca|sin|ni"),
    "hi": _spaced("नहीं|न|बिना", capitals=False),
    "ja": _unspaced(rf"{_HAN}\u3041-\u30ff", "ない|なかっ|なく|ません", 2),
    "ko": _spaced("안|못", capitals=False),
    "no": _spaced("ikke|aldri|ingen|uten"),
    "pl": _spaced("nie|nigdy|bez"),
    "ro": _spaced("nu|niciodată|fără"),
    "ru": _spaced("не|нет|без"),
    "th": _unspaced("\u0e01-\u0e3a\u0e40-\u0e4e", "ไม่", 4),
    "tr": _spaced("değil|yok|hiçbir"),
    "vi": _spaced("không|chưa|chẳng"),
    "zh": _unspaced(_HAN, "不|没有|沒有|未|无|無", 2),
    ENGLISH: _ENGLISH,
}


def rules_of(language: str | None) -> Rules:
    """The rules of a language, BCP-47; English where it is not known.

    Raises:
        KeyError: it has none.
    """
    return _RULES[primary(language) or ENGLISH]
