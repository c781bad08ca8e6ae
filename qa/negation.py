"""An answer that is lit under a negation is lit with it: "no more than ten", "not available in Kenya".

Lit alone, "Kenya" would say that the vaccine is available there. Annotators of exact answers leave negations out: of
1,000 questions of SQuAD's test articles .714 are lit exactly so, .717 without (`tests.benchmarks.highlights`).
"""

import re
from functools import cache

from index.languages import ENGLISH, primary
from qa.figures import Range
from qa.quotes.kinds import NEGATIONS
from qa.stems import stems

NEAR, FAR = 3, 10  # words between a negation and what it denies: of any kind; if the question has one of them
BETWEEN = 4  # words between an answer and the negation behind it: "Dogs are not allowed"
BEHIND = 4  # words behind a negation in which the question's may be, where the answer stands before it

_OTHERWISE = {"ar", "hi", "tr", "vi"}  # a negation stands behind what it denies, or is a part of other words
_ENGLISH = "hardly scarcely barely rarely seldom"  # deny as much as "not" does, though no lie in a quote
_DENIES_NOTHING = re.compile(
    r"not\s+(?:only|just|merely|simply|least|surprisingly|to\s+mention)\b|no\s+(?:doubt|matter|sooner|wonder)\b"
    r"|none\s+other\b|nothing\s+but\b",
    re.IGNORECASE,
)
# What introduces an exception, by language; a lawyer without whom they came is none, but as much denied as "Monday".
_BUT = {
    "cs": "kromě|s výjimkou",
    "da": "undtagen|undtaget|bortset fra|med undtagelse af",
    "de": "außer|ausgenommen|abgesehen von|mit Ausnahme (?:von|des|der)",
    "en": "except(?:ing)?(?: for)?|excluding|apart from|other than",
    "es": "salvo|excepto|a excepción de",
    "fr": "sauf|excepté|hormis|à l['’]exception (?:de|du|des)",
    "it": "tranne|eccetto|salvo|fuorché|ad eccezione di",
    "nl": "behalve|uitgezonderd|met uitzondering van",
    "no": "unntatt|bortsett fra|med unntak av",
    "pl": "oprócz|z wyjątkiem",
    "pt": "exceto|salvo|à exceção (?:de|do|da|dos|das)",
    "ro": "cu excepția|exceptând|(?:în )?afară de",
    "ru": "кроме|за исключением|исключая",
    "sv": "utom|med undantag (?:av|för)",
    "uk": "крім|окрім|за винятком",
}
_WITHOUT = r"|instead\s+of|rather\s+than|without"
_ARTICLE = r"(?:the|a|an|any|his|her|its|their|on|in|at|by|to|from|for|of)\s+"
_SHORT = r"[^\W\d_]{1,4}\s+"  # an article or a preposition of another language
_ELSEWHERE = re.compile(  # what ends the part of a sentence that a negation denies
    r"[,;:.!?()\[\]–—\"“”]|\s-\s|\b(?:but|because|although|though|while|whereas|and|who|which|where|when|after|since|"
    r"unless|if|except)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\s'’-]+\w+")


def with_negation(
    text: str, start: int, end: int, question: str, language: str | None = None, asked_in: str | None = None
) -> Range:
    """Where an answer begins and ends with the negation that it stands under; as it is if it has one, or the question.

    In front of it the negation must be near, or deny something that the question asks about; behind it, which is where
    the verb of an answer like "Dogs" is, it must deny that.

    Args:
        text: a sentence, and the answer in it is `text[start:end]`.
        question: what it answers.
        language, asked_in: the text's and the question's, BCP-47; English where not known. Nothing is found in
            languages where a negation stands otherwise.
    """
    denies, denied_already = _denies(language), _denies(asked_in)
    if denies is None or denies.search(text, start, end) or (denied_already and denied_already.search(question)):
        return start, end
    but_for, exception = _excepted(language, text, start, end)
    if but_for is not None or exception is not None:
        return but_for.start() if but_for else start, exception.end() if exception else end
    asked = stems(question, asked_in)
    denying = [found for found in denies.finditer(text, 0, start) if not _DENIES_NOTHING.match(text, found.start())]
    if denying and _reaches(text[denying[-1].end() : start], asked, language):
        return denying[-1].start(), end
    return start, _behind(text, end, asked, denies, language)


def _reaches(between: str, asked: set[str], language: str | None) -> bool:
    """Whether a negation denies what stands so far behind it."""
    words = len(between.split())
    if _ELSEWHERE.search(between) or words > FAR:
        return False
    return words <= NEAR or bool(stems(between, language) & asked)


def _behind(text: str, end: int, asked: set[str], denies: re.Pattern[str], language: str | None) -> int:
    """The end with "are not allowed" behind it, where the question is what is allowed."""
    denied = denies.search(text, end)
    if denied is None or _DENIES_NOTHING.match(text, denied.start()):
        return end
    between = text[end : denied.start()]
    if _ELSEWHERE.search(between) or len(between.split()) > BETWEEN:
        return end
    at = denied.end()
    for _ in range(BEHIND):
        word = _WORD.match(text, at)
        if word is None or _ELSEWHERE.match(word[0].strip()):
            return end
        at = word.end()
        if stems(word[0], language) & asked:
            return at
    return end


def _denies(language: str | None) -> re.Pattern[str] | None:
    """What denies in a language; None where that is not known."""
    code = primary(language) or ENGLISH
    return _denying(code) if code in NEGATIONS and code not in _OTHERWISE else None


def _excepted(
    language: str | None, text: str, start: int, end: int
) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """What makes an exception of an answer, in front of it, and the exception from it behind it."""
    code = primary(language) or ENGLISH
    if code not in _BUT:
        return None, None
    before, behind = _exceptions(code)
    return before.search(text, 0, start), behind.match(text, end)


@cache
def _exceptions(code: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    but = _BUT[code].replace(" ", r"\s+")
    without, little = _WITHOUT if code == ENGLISH else "", _ARTICLE if code == ENGLISH else _SHORT
    return (
        re.compile(rf"(?<!\w)(?:{but}{without})\s+(?:{little}){{0,2}}\Z", re.IGNORECASE),
        re.compile(rf",?\s+(?:{but})(?:\s+[\w'’-]+){{1,8}}+", re.IGNORECASE),
    )


@cache
def _denying(code: str) -> re.Pattern[str]:
    words = f"{NEGATIONS[code]} {_ENGLISH if code == ENGLISH else ''}".split()
    within = r"|\w+n['’]t\b" if code == ENGLISH else r"|\bn['’]\w+" if code == "fr" else ""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(words))})(?![\w-]){within}", re.IGNORECASE)
