"""Figures in digits, in sentences of languages with spaces between words, and where such a sentence has its parts.

As `qa.figures` has them for English, which knows its months, its units and its numbers in words too.
"""

import re
from functools import cache

_NUMBER = r"(?:\d{1,3}(?:[.,'’\ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"  # "4 300", "4.300,5"
# The number of a telephone, of six digits at least, is one figure: "0555 20 31", "+49 30 1234-0"; "05-06-2021" is none.
PHONE = (
    r"(?<![\w.,])(?=\+?\d(?:[ ()-]{0,2}\d){5})(?!\d\d?-\d\d?-\d{4})"
    r"(?:\+\d{1,3}|0\d{1,5})(?:[ ()-]{1,2}\d{1,8})+(?!\d)"
)
DIGITS = re.compile(
    rf"""
      (?P<time>(?<!\d)\d{{1,2}}[:h]\d{{2}}(?!\d))
    | (?P<share>{_NUMBER}\s?[%٪])
    | (?P<date>(?<![\d.,])(?:1[0-9]|20)\d{{2}}(?!\d|[.,]\d))
    | (?P<number>{PHONE}|{_NUMBER})
    """,
    re.VERBOSE,
)

# What stands between two parts of a sentence that say the same of different things, by language.
_AND = {
    "cs": "a|i|ale|nebo|zatímco|kdežto",
    "da": "og|men|eller|mens",
    "de": "und|oder|aber|während",
    "el": "και|αλλά|ή|ενώ",
    "es": "y|e|o|u|pero|mientras",
    "fr": "et|ou|mais|tandis|alors",
    "hi": "और|या|लेकिन|जबकि",
    "it": "e|ed|o|ma|mentre",
    "nl": "en|of|maar|terwijl",
    "no": "og|men|eller|mens",
    "pl": "a|i|oraz|ale|lub|natomiast",
    "pt": "e|ou|mas|enquanto",
    "ro": "și|iar|dar|sau",
    "ru": "а|и|но|или",
    "sv": "och|men|eller|medan",
    "tr": "ve|ama|veya|ise",
    "uk": "а|і|й|та|але|або",
    "vi": "và|còn|hoặc|nhưng",
}


def with_telephone(text: str, start: int, end: int) -> tuple[int, int]:
    """A range widened to the numbers of telephones that it has a part of."""
    parts = [number.span() for number in re.finditer(PHONE, text) if number.start() < end and start < number.end()]
    return min([start, *(a for a, _ in parts)]), max([end, *(b for _, b in parts)])


@cache
def partings(language: str | None) -> tuple[re.Pattern[str], ...]:
    """What parts two figures in a sentence of a language, by its primary code, the strongest first."""
    and_ = (re.compile(rf"\s(?=(?:{_AND[language]})\s)", re.IGNORECASE),) if language in _AND else ()
    return re.compile(r";|:\s"), re.compile(r"[,،](?!\d)|\s[–—-]\s|\("), *and_, re.compile(r"\s")
