"""What a question names that stands nowhere: then no sentence can answer it, however near one comes."""

import re
from collections.abc import Iterable

from index.folding import fold

MOST = 0.05  # confidence where the question names what stands nowhere; not fitted

_CODE = re.compile(
    r"(?<![\w-])(?=[A-Z0-9/.-]*\d)(?:[A-Z]+\d+[A-Z\d]*|\d+[A-Z]+\d*|[A-Z0-9]+(?:[-/.][A-Z0-9]+)+)(?![\w-])"
)
_DIGITS = 4  # that a code without letters has at least: shorter ones are scores and shares
_PARTS = re.compile(r"\d+|[a-z]+", re.IGNORECASE)


def codes(question: str) -> list[str]:
    """The codes in a question, as HX-2201-B, E27 and 7743-90: letters and digits, or digits with hyphens; no dates."""
    return [found for found in _CODE.findall(question) if not _is_number(found)]


def _is_number(code: str) -> bool:
    """Whether it may be a date, a range of years, a score or a decimal number."""
    if any(map(str.isalpha, code)):
        return False
    numbers = re.findall(r"\d+", code)
    return (
        "/" in code or "." in code or sum(map(len, numbers)) < _DIGITS or all(1000 <= int(n) <= 2100 for n in numbers)
    )


def stands_in(code: str, texts: Iterable[str]) -> bool:
    """Whether a code stands in one of the texts, with other hyphens or spaces between its parts too."""
    parts = r"[-\u2010-\u2015/.\s]*".join(map(re.escape, _PARTS.findall(code)))
    pattern = re.compile(rf"(?<![a-z0-9])(?<!\d[-/.]){parts}(?![a-z0-9])", re.IGNORECASE)
    return any(pattern.search(fold(text).text) for text in texts)
