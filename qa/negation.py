"""An answer that is lit under a negation is lit with it: "no more than ten", "not available in Kenya".

Lit alone, "Kenya" would say that the vaccine is available there. Annotators of exact answers leave negations out: of
1,000 questions of SQuAD's test articles .714 are lit exactly so, .717 without (`tests.benchmarks.highlights`).
"""

import re

from index.english import AUXILIARIES
from qa.figures import Range
from qa.stems import stems

NEAR, FAR = 3, 10  # words between a negation and what it denies: of any kind; if the question has one of them
BEHIND = 4  # words behind a negation in which the question's may be, where the answer stands before it

_DENIES = re.compile(
    r"(?<![\w-])(?:(?:not|never|no|nor|neither|nobody|none|nothing|nowhere|cannot|hardly|scarcely|barely|rarely|seldom)"
    r"(?![\w-])|\w+n['’]t\b)",
    re.IGNORECASE,
)
_DENIES_NOTHING = re.compile(
    r"not\s+(?:only|just|merely|simply|least|surprisingly|to\s+mention)\b|no\s+(?:doubt|matter|sooner|wonder)\b"
    r"|none\s+other\b|nothing\s+but\b",
    re.IGNORECASE,
)
_BUT = r"(?:except(?:ing)?(?:\s+for)?|excluding|apart\s+from|other\s+than)"
_BUT_FOR = re.compile(
    rf"(?<!\w)(?:{_BUT}|instead\s+of|rather\s+than|without)\s+"
    r"(?:(?:the|a|an|any|his|her|its|their|on|in|at|by|to|from|for|of)\s+){0,2}\Z",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(rf",?\s+{_BUT}(?:\s+[\w'’-]+){{1,8}}+", re.IGNORECASE)
_ELSEWHERE = re.compile(  # what ends the part of a sentence that a negation denies
    r"[,;:.!?()\[\]–—\"“”]|\s-\s|\b(?:but|because|although|though|while|whereas|and|who|which|where|when|after|since|"
    r"unless|if|except)\b",
    re.IGNORECASE,
)
_DENIED_BEHIND = re.compile(  # of "Dogs are not allowed" what stands between "Dogs" and "allowed"
    rf"\s+(?:\w+n['’]t|cannot|(?:(?:{AUXILIARIES})\s+)?(?:not|never|no\s+longer|hardly|scarcely|barely|rarely|seldom))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\s'’-]+\w+")


def with_negation(text: str, start: int, end: int, question: str) -> Range:
    """Where an answer begins and ends with the negation that it stands under; as it is if it has one, or the question.

    In front of it the negation must be near, or deny something that the question asks about; behind it, which is where
    the verb of an answer like "Dogs" is, it must deny that.
    """
    if _DENIES.search(question) or _DENIES.search(text, start, end):
        return start, end
    but_for = _BUT_FOR.search(text, 0, start)
    if but_for is not None:
        return but_for.start(), end
    exception = _EXCEPTION.match(text, end)
    if exception is not None:
        return start, exception.end()
    denying = [found for found in _DENIES.finditer(text, 0, start) if not _DENIES_NOTHING.match(text, found.start())]
    if denying and _denies(text[denying[-1].end() : start], question):
        return denying[-1].start(), end
    return start, _behind(text, end, question)


def _denies(between: str, question: str) -> bool:
    words = len(between.split())
    if _ELSEWHERE.search(between) or words > FAR:
        return False
    return words <= NEAR or bool(stems(between) & stems(question))


def _behind(text: str, end: int, question: str) -> int:
    """The end with "are not allowed" behind it, where the question is what is allowed."""
    denied = _DENIED_BEHIND.match(text, end)
    if denied is None:
        return end
    asked, at = stems(question), denied.end()
    for _ in range(BEHIND):
        word = _WORD.match(text, at)
        if word is None or _ELSEWHERE.match(word[0].strip()):
            return end
        at = word.end()
        if stems(word[0]) & asked:
            return at
    return end
