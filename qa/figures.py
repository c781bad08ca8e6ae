"""Figures in sentences: numbers, shares, times and dates; which parts of a sentence they stand in.

An English question for a figure is told by its words; which of several it asks for, `qa.rivals` says.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from index.english import AUXILIARIES, FUNCTION_WORDS
from index.languages import is_english, primary
from qa.digits import DIGITS, PHONE, partings

Kind = Literal["time", "date", "since", "share", "number"]  # since: a time counted from another, "two years later"
Range = tuple[int, int]

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)"
_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|dozen|a\\ hundred|a\\ thousand|a\\ million|"
    "a\\ dozen"
)
_LARGE = "hundred|thousand|million|billion|trillion"
_PARTS = "third|quarter|fifth|sixth|seventh|eighth|ninth|tenth"
_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December)"  # "may" is no month
)
_DAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)s?"
_PERIOD = (
    "(?:(?:day|morning|afternoon|evening|night|week|weekend|month|year|spring|summer|autumn|fall|winter|season|decade|"
    "time|moment|date|hour|minute)s?|centur(?:y|ies))"
)
_COUNTED = r"\ (?!as\b|has\b|is\b|its\b|this\b|was\b)(?:[a-z]+s|people|men|women|children)\b"  # "1500 euros" is no year
_FIGURE = re.compile(
    rf"""
      (?P<time>\b\d{{1,2}}(?:[:.]\d{{2}})?\ ?(?:a\.m\.|p\.m\.|am\b|pm\b|o['’]clock)|\b\d{{1,2}}:\d{{2}}\b
        |\b(?i:noon|midnight)\b)
    | (?i:(?P<since>\b(?:that|the\ (?:very\ )?(?:same|next|following|previous|preceding))\ {_PERIOD}\b
        |(?:\b(?:an?|some|(?:a\ )?few|several|many|{_WORDS}(?:-\w+)?)\ |{_DIGITS}\ )?\b{_PERIOD}
         \ (?:later|earlier|afterwards?|previously|(?:before|after)(?!\ \w))\b))  # "the day before it": of that
    | (?P<date>\b(?:{_MONTH}\ \d{{1,2}}(?:st|nd|rd|th)?(?:,?\ \d{{4}})?
        |\d{{1,2}}(?:st|nd|rd|th)?\ (?:of\ )?{_MONTH}(?:,?\ \d{{4}})?|{_MONTH}(?:\ \d{{4}})?
        |(?:1[0-9]|20)\d{{2}}s?(?!{_COUNTED})|{_DAY})\b(?![,.]\d)(?:\s?[–-]\s?\d{{2,4}}\b)?)
    | (?i:(?P<share>(?:{_DIGITS}|\b(?:{_WORDS}))(?:\ per\ ?cent\b|\ percent\b|\ ?%)
        |\b(?:(?:a|one|two|three|four)[ -](?:{_PARTS})s?|half)\b))
    | (?i:(?P<number>{PHONE}|[$€£]?{_DIGITS}(?:\s?[–-]\s?{_DIGITS})?(?:\ (?:{_LARGE})\b)?
        |\b(?:{_WORDS})(?:-(?:one|{_WORDS}))?(?:\ (?:{_WORDS}|{_LARGE}))*\b))
    """,
    re.VERBOSE,
)
# The number of an item or section before it. "12." is one in English alone: elsewhere it is the twelfth.
_NUMBERED = re.compile(r"[(\[]?\d+(?:(?:\.\d+)+\.?|(?P<dot>\.)|[)\]])\s+(?=[^\W\d_])(?!Mi[lo])")
_CONVERTED = re.compile(r"\s?[\w.²°]{0,20}\s?\(")  # "15 kilometres (9 miles)" is one figure
_DATED = re.compile(r",?\s(?:(?:in|on)\s)?(?:the\s)?|\s?\(")  # "six months later, in September" is one time, the date
_BETWEEN = re.compile(r"\s?(?:\w+\s)?(?:to|and|or|through|until|[–±-])\s?")

_ASKING = r"\b(?:what|who|whom|whose|which|where|when|why|how)\b"
_ASKS = re.compile(_ASKING, re.IGNORECASE)
_WHEN = re.compile(  # in "When he left, how many came?" it does not ask
    rf"when\b(?:(?=\s+(?:{AUXILIARIES})\b)|(?!.*{_ASKING}))"
    r"|(?:what|which)\s+(?:year|date|day|month|decade|time)\b|how\s+long\s+ago\b",
    re.IGNORECASE | re.DOTALL,
)
_HOW_MUCH = re.compile(
    r"how\s+(?:much|many|old|long|far|tall|high|often|fast|deep|large|big|wide|heavy)\b"
    r"|(?:what|which)\s+(?:share|percentage|percent|proportion|fraction|number|amount)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"how\s+much\b(?=.*\b(?:money|cost|costs|costing|price|priced|pay|pays|paid|spend|spent|worth|charged?|earn\w*|fee|"
    r"raised?|fined?)\b)|(?:what|which)\b(?=.*\b(?:price|cost|fee|fare|rent|salary|budget|profit|revenue|turnover)\b)",
    re.IGNORECASE | re.DOTALL,
)
_CURRENCY = re.compile(
    rf"(?:\s(?:{_LARGE})|\s?(?:bn|m))?\s(?:euros?|dollars?|pounds?|cents?|pence|yen|yuan|francs?|kron\w+|crowns|rou?bles?"
    r"|rupees?|pesos?|zlot\w+|lira|hryvnias?|EUR|USD|GBP|CHF|JPY|CNY|INR|TRY|UAH|RUB|PLN|CAD|AUD|SEK|NOK|DKK)\b"
)
_WORD = re.compile(r"\s([a-zA-Z]+)")
# What parts two figures, the strongest first; of several of one strength the last.
_PARTINGS = (
    re.compile(r";|:\s"),
    re.compile(r",(?!\d)|\s[–—-]\s|\("),
    re.compile(r"\s(?=(?:and|but|while|whereas|or|versus|compared|against)\s)", re.IGNORECASE),
    re.compile(r"\s(?=(?:to|from|by|then|before|after|until)\s)", re.IGNORECASE),
    re.compile(r"\s(?=(?:in|on|at|for|with|of|was|is|were|are|had|has)\s)", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: `text[start:end]`."""

    start: int
    end: int
    kind: Kind


def behind_number(text: str, language: str | None = None) -> int:
    """Where a sentence begins behind the number of the item or section that it is; 0 where it has none."""
    number = _NUMBERED.match(text)
    if number is None or text[number.end()].islower() or (number["dot"] and not is_english(language)):
        return 0
    return number.end()


def figures(text: str, language: str | None = None) -> list[Figure]:
    """The figures of a text, in order; the same in other units behind it, or in a date beside it, is one figure.

    The number of an item or section is none. In another language than English those in digits.
    """
    found: list[Figure] = []
    for match in (_FIGURE if is_english(language) else DIGITS).finditer(text, behind_number(text, language)):
        kind: Kind = match.lastgroup  # type: ignore[assignment]  # the groups are the kinds
        last = found[-1] if found else None
        if last and last.kind == kind and _CONVERTED.fullmatch(text, last.end, match.start()):
            continue
        if last and {last.kind, kind} == {"date", "since"} and _DATED.fullmatch(text, last.end, match.start()):
            if kind == "since":
                continue
            found.pop()
        found.append(Figure(match.start(), match.end(), kind))
    return found


def asked_for(question: str) -> frozenset[Kind] | None:
    """The kinds of figures that a question asks for by its first asking word; None where that does not say."""
    for asking in _ASKS.finditer(question):
        if _WHEN.match(question, asking.start()):
            return frozenset({"date", "since", "time"})
        if _HOW_MUCH.match(question, asking.start()):
            return frozenset({"share", "number"})
        if asking[0].lower() != "when":
            return None
    return None


def asks_price(question: str) -> bool:
    """Whether an English question asks for an amount of money."""
    return _PRICE.search(question) is not None


def amounts(text: str, of: Sequence[Figure]) -> list[Figure]:
    """Those of the figures of an English text that may be amounts of money, where one is: all that count nothing else,
    so that "8" is one in "12 euros, 8 for students".
    """
    in_currency = [text[f.start] in "$€£" or _CURRENCY.match(text, f.end) is not None for f in of]
    if not any(in_currency):
        return list(of)
    return [f for f, is_money in zip(of, in_currency, strict=True) if is_money or not _counts(text, f)]


def is_range(text: str, of: Sequence[Figure]) -> bool:
    """Whether figures follow one another as the ends of a range do: "from 1914 to 1918"."""
    return all(_BETWEEN.fullmatch(text, one.end, other.start) for one, other in pairwise(of))


def clauses(text: str, of: Sequence[Figure], language: str | None = None) -> list[Range]:
    """The text cut so that each of the figures stands in a part of its own."""
    parted_by = _PARTINGS if is_english(language) else partings(primary(language))
    cuts = [_cut(text, one, other, parted_by) for one, other in pairwise(of)]
    return list(pairwise([0, *cuts, len(text)]))


def _counts(text: str, figure: Figure) -> bool:
    """Whether a figure is a share, or what it counts stands behind it."""
    counted = _WORD.match(text, figure.end)
    return figure.kind == "share" or (counted is not None and counted[1].lower() not in FUNCTION_WORDS)


def _cut(text: str, one: Figure, other: Figure, parted_by: Sequence[re.Pattern[str]]) -> int:
    for parting in parted_by:
        found = list(parting.finditer(text, one.end, other.start))
        if found:
            return found[-1].end()
    return other.start
