"""The forms in which people type a question: each maker turns a clean one into one of them, by chance of a seed."""

import random
import re
from typing import Protocol

from index.english import AUXILIARIES
from index.storage.lexical import tokenize

_OPENINGS = (
    "I was reading this article and I was wondering,",
    "Could you please tell me, if the text mentions it at all,",
    "Hi! Quick question about the piece above:",
    "I am trying to find out for a report that I am writing:",
    "Sorry if this is obvious, but",
)
_RESTARTS = ("no wait", "sorry, I mean", "or actually", "no, rather")

_ASKING = r"what|who|whom|which|when|where|why|how"
# A question word, perhaps after a preposition, and what it asks for; the auxiliary; the rest.
_OPEN = re.compile(
    rf"(?:(?P<preposition>\w+)\s+)?(?:{_ASKING})\b(?P<asked>(?:\s+[\w'’-]+){{0,4}}?)\s+"
    rf"(?P<auxiliary>{AUXILIARIES})\s+(?P<rest>[^?]+)",
    re.IGNORECASE,
)
_PARTICIPLE = re.compile(r"\w+(?:ed|en|ing)\b")


class Form(Protocol):
    """A maker of one form."""

    def __call__(self, question: str, chance: random.Random) -> str: ...


def no_capitals(question: str, chance: random.Random) -> str:
    return question.lower()


def no_mark(question: str, chance: random.Random) -> str:
    return question.rstrip("?!. ")


def typos(question: str, chance: random.Random) -> str:
    """One slip in each of one or two words: letters swapped, left out, or doubled."""
    words = question.split(" ")
    long = [i for i, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    for i in chance.sample(long, min(len(long), chance.randint(1, 2))):
        at = chance.randrange(1, len(words[i]) - 1)
        words[i] = chance.choice((_swap, _drop, _double))(words[i], at)
    return " ".join(words)


def keywords(question: str, chance: random.Random) -> str:
    """The words of content alone; the question itself where there would be fewer than two."""
    kept = [word for word in re.findall(r"[\w'’-]+", question) if tokenize(word)]
    return " ".join(kept) if len(kept) > 1 else question


def long_winded(question: str, chance: random.Random) -> str:
    return f"{chance.choice(_OPENINGS)} {question[:1].lower()}{question[1:]} Thank you!"


def restarted(question: str, chance: random.Random) -> str:
    """A false start before the question."""
    words = question.split(" ")
    return f"{' '.join(words[: chance.randint(1, min(4, len(words)))])} {chance.choice(_RESTARTS)} {question}"


def yes_or_no(question: str, answer: str) -> str | None:
    """The question with an answer put into it, to be confirmed or denied; None where its words tell no way.

    With "in Kyiv", "Where did Macron speak?" becomes "Did Macron speak in Kyiv?". No word is inflected.
    """
    parts = _OPEN.match(question)
    if parts is None:
        return None
    auxiliary, rest = parts["auxiliary"].capitalize(), parts["rest"].strip()
    asked = parts["asked"].split()
    counted = asked[1:] if asked[:1] in (["many"], ["much"]) else []  # "How many votes": "12 votes"
    named = " ".join(filter(None, [(parts["preposition"] or "").lower(), answer, *counted]))
    if auxiliary in {"Is", "Are", "Was", "Were"} and _PARTICIPLE.match(rest):  # "Who was elected?"
        return f"{auxiliary} {named} {rest}?"
    return f"{auxiliary} {rest} {named}?"


FORMS: dict[str, Form] = {
    "no capitals": no_capitals,
    "no question mark": no_mark,
    "typos": typos,
    "keywords": keywords,
    "long-winded": long_winded,
    "restarted": restarted,
}


def _swap(word: str, at: int) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _drop(word: str, at: int) -> str:
    return word[:at] + word[at + 1 :]


def _double(word: str, at: int) -> str:
    return word[:at] + word[at] + word[at:]
