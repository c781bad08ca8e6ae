"""A question to be answered yes or no names an answer, and where that is wrong, its words bring other sentences.

"Did they meet in Moscow?" is answered by the sentence that says where they met, which has no Moscow in it.
"""

import re
from collections.abc import Iterator

from index.english import AUXILIARIES
from index.storage.lexical import tokenize

MOST = 4  # openings of a question
LEFT = 2  # words of content that an opening has at least

_CLOSED = re.compile(rf"\W*(?:{AUXILIARIES})(?:n['’]t)?\b", re.IGNORECASE)
_TO = r"\s++(?:in|on|at|by|for|from|to|with|of|during|after|before|since|until|as|about|into|over|under|between)"
_LAST = re.compile(rf"{_TO}\s(?!.*{_TO}\s)[^?]*|(?:\s++[^\s?]++){{2}}(?=\W*$)", re.IGNORECASE | re.DOTALL)
_JOINED = r"(?:(?:of|the|de|la|von|van|der|bin|al)\s++)*"  # inside of a name
_NAME = rf"[A-Z][\w'’.&-]*(?:\s++{_JOINED}[A-Z][\w'’.&-]*)*"
_NAMED = re.compile(rf"(?:(?i:{_TO}(?:\s++the)?))?\s++(?:{_NAME}|\d[\w.,%]*)")


def openings(question: str) -> list[str]:
    """A closed English question without each of what may be the wrong answer; none of any other question.

    What may be: a name, a number, and the last phrase, each with the preposition before it.
    """
    if _CLOSED.match(question) is None:
        return []
    texts = (question[:start] + question[end:] for start, end in _supposed(question))
    return [text for text in dict.fromkeys(texts) if len(tokenize(text)) >= LEFT][:MOST]


def _supposed(question: str) -> Iterator[tuple[int, int]]:
    """Where what may be wrong stands, latest first: it is mostly said in the end.

    A name that is the only one says what it is about, and is left out with the last phrase alone.
    """
    last = _LAST.search(question)
    if last is not None:
        yield last.span()
    names = [named.span() for named in _NAMED.finditer(question)]
    yield from reversed(names if len(names) > 1 else [])
