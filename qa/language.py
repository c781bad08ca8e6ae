"""Which language a question is in: the one it was said to be in, else by its words."""

import re
from collections.abc import Collection, Sequence

from index.languages import ENGLISH, primary
from index.reading.language import detect_question
from qa.question import Question, Turn

_WORD = re.compile(r"[^\W\d_]+")
# English words that other languages hardly write, and those that an English question begins with. A detector costs
# a second and 100 MB, once; of English questions .96 are told by these (SQuAD dev, XQuAD), of 9,000 in thirteen other
# languages two are taken for English, for an English title in them.
_PLAIN = (
    "the this that these those they their there what who whose whom why how where which when did does do were are has "
    "have had with from would could should many much is it of and to"
)
_BEGINNINGS = "what who whose whom when where why how which did does are were can could would should has have is"
_ENGLISH, _ASKING = frozenset(_PLAIN.split()), frozenset(_BEGINNINGS.split())
SHARE, LEAST = 0.25, 2  # of the words of a question that begins with another


def language_of(question: Question, documents: Collection[str | None]) -> str:
    """The language of a question, as "en" or "zh".

    One that cannot be told ("Kim?") is taken for that of the question before, else for that of the documents where they
    share one, else for English.

    Args:
        question: with its language, if that was said.
        documents: the languages of those it is asked of; None where one is not known.
    """
    if (said := primary(question.language)) is not None:
        return said
    before = languages_of(question.history, documents)
    return _language_of(question.text, before[-1] if before else None, documents)


def languages_of(turns: Sequence[Turn], documents: Collection[str | None]) -> list[str]:
    """The language of each turn's question, told as that of a question asked behind those before it."""
    found: list[str] = []
    for turn in turns:
        found.append(_language_of(turn.question, found[-1] if found else None, documents))
    return found


def _language_of(text: str, before: str | None, documents: Collection[str | None]) -> str:
    if _is_plainly_english(text):
        return ENGLISH
    known = {language for language in documents if language is not None}
    found = detect_question(text, known, before) or before
    if found is not None:
        return found
    return known.pop() if len(known) == 1 else ENGLISH


def _is_plainly_english(text: str) -> bool:
    words = _WORD.findall(text.casefold())
    english = sum(word in _ENGLISH for word in words)
    return len(words) >= LEAST and (words[0] in _ASKING or english >= max(LEAST, SHARE * len(words)))
