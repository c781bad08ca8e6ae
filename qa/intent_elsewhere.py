"""What a question in another language than English is after, by the rules of `intent_elsewhere.toml`, as `qa.intent`.

A rule matches a phrase as a whole, so that hardly a question is taken for something else by the rules of any language:
of 13,035 questions of XQuAD in eleven languages none is (`tests.benchmarks.intents`).
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import get_args

from index.languages import ENGLISH, MARKS, UNSPACED, primary
from qa.intent import LONGEST, QUESTION, Field, Meant

_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u0655]")  # of Latin, Greek and Cyrillic letters, and Arabic vowels
_BETWEEN = re.compile(r"[.,;:!?…¡¿。．，、！？：；،؟।()\"“”«»\n]+")
_ENGLISH = {"what", "who", "when", "where", "why", "how", "which", "the", "does", "did", "were"}  # words of no rule
_NO_LETTER = re.compile(rf"[^\w{MARKS}' ]+")


@dataclass(frozen=True, slots=True)
class _Rules:
    """What matches a whole phrase of a language, where nothing was said before and where something was."""

    intents: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]
    polite: re.Pattern[str]

    def intent_of(self, phrase: str, *, follows: bool) -> str | None:
        plain = self.polite.sub("", phrase)
        for intent, patterns in self.intents.items():
            if any(patterns[follows].fullmatch(each) for each in (phrase, plain)):
                return intent
        return None


def meant_elsewhere(text: str, *, follows: bool = False, language: str | None = None) -> tuple[Meant, str]:
    """What a question is after, and the language that says so; an ordinary one, said to be English, where none does.

    Args:
        text: as typed.
        follows: whether others were asked before.
        language: the question's, BCP-47, if it is known: then by its rules alone.
    """
    if len(text) > LONGEST:
        return QUESTION, ENGLISH
    phrases = _phrases(text)
    if language is None and not _ENGLISH.isdisjoint(" ".join(phrases).split()):
        return QUESTION, ENGLISH  # before the rules are compiled, which takes a quarter of a second
    known = _rules()
    for code in known if language is None else known.keys() & {primary(language)}:
        asked = [phrase for phrase in phrases if not known[code].polite.fullmatch(phrase)]
        found = [known[code].intent_of(phrase, follows=follows) for phrase in asked]
        if found and None not in found:
            return _meant([intent for intent in found if intent is not None]), code
    return QUESTION, ENGLISH


def _meant(found: Sequence[str]) -> Meant:
    """One intent of all phrases: small talk before or behind another counts for nothing."""
    asked = dict.fromkeys(intent for intent in found if intent != "talk")
    if not asked:
        return Meant("talk")
    fields = tuple(field for field in asked if field in get_args(Field))
    if len(fields) == len(asked):
        return Meant("details", fields)  # type: ignore[arg-type]  # they are the fields
    return Meant("overview") if not fields else QUESTION


def _phrases(text: str) -> list[str]:
    split = (" ".join(_NO_LETTER.sub(" ", phrase).split()) for phrase in _BETWEEN.split(_plain(text)))
    return [phrase.replace(" ", "") if UNSPACED.search(phrase) else phrase for phrase in split if phrase]


def _plain(text: str) -> str:
    """Lower case, without accents and hyphens, and every i with its dot."""
    lowered = unicodedata.normalize("NFD", text.casefold().replace("\u0131", "i").replace("’", "'").replace("-", " "))
    return unicodedata.normalize("NFC", _ACCENTS.sub("", lowered))


@cache
def _rules() -> Mapping[str, _Rules]:
    table = tomllib.loads(files("qa").joinpath("intent_elsewhere.toml").read_text(encoding="utf-8"))
    return {code: _compiled(**rules) for code, rules in table.items()}


def _compiled(this: str, it: str, polite: str, **intents: Sequence[str]) -> _Rules:
    this, both, polite = _plain(this), _plain(f"{this}|{it}"), _plain(polite)
    patterns = {
        name: (_pattern(rules, both, rf"(?: (?:{both}))?"), _pattern(rules, this, rf" (?:{this})"))
        for name, rules in intents.items()
    }
    return _Rules(patterns, re.compile(rf"\A(?:(?:{polite}) ?)+|(?: ?(?:{polite}))+\Z"))


def _pattern(rules: Sequence[str], this: str, of_this: str) -> re.Pattern[str]:
    plain = "|".join(f"(?:{_plain(rule)})" for rule in rules)
    return re.compile(plain.replace("{this}", f"(?:{this})").replace("{of_this}", of_this))
