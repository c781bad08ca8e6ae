"""Whether a full stop ends a sentence, in other languages than English: by the word in front of it and the one behind.

`full_stops.toml` has the words, by language; they are facts of these languages, noted by hand. sentencex's own lists
are asked only of languages that it lacks: they take Italian's "mai" and "lo", Danish "to" and Swedish "det" for
abbreviations, know of none that it may end a sentence, and of no ordinal ("19. Jahrhundert").
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from index.languages import primary

_KINDS = ("names", "numbers", "dated", "never", "begin", "either", "surnames", "words")
SHORTEST = 4  # letters of a word in front of a number that is surely no abbreviation, if it has a vowel
CHAINED = 5  # letters of an abbreviation behind another

_ORDINAL = re.compile(r"\d{1,2}|100|[IVX]{2,}")
_ROMAN = re.compile(r"[IVX]+")
_AROUND = "\"'“”„‟‘’‚‹›«»()[]{}*_–—"
# Letters of which a word has one, and an abbreviation as "płk" or "млн" may have none.
_VOWEL = re.compile("[aeiouyæøœıαεηιουωаеиоуыэюяєі]|(?<=.)[rl](?=.)")
_SHORTENED = re.compile(r"[^aeiouyäöüáéíóúůýæøå]r\Z")  # "Lindenstr. 5", "Randnr. 3"
_ELIDED = re.compile(r"\A[^\W\d_]{1,6}['’]")  # "l'art."
_INITIALS = re.compile(r"[^\W\d_]{1,3}(?:[.-]{1,2}[^\W\d_]{1,3})*")  # "A", "J.-P", "z.B"


@dataclass(frozen=True, slots=True)
class FullStops:
    """How a language uses them; words in lower case, without their last full stop.

    Attributes:
        names: stand before a name, as "Dr.", and end no sentence.
        numbers: stand before a number, as "p.".
        dated: are the months, behind the day's number, where they have capitals.
        never: end no sentence, as "e.g.".
        begin: begin a sentence, and are no names: "The".
        either: may end a sentence, if what follows begins one, as "etc.".
        surnames: of those that begin a sentence, what begins a surname too, as "De Luca".
        words: may end a sentence, though they have no vowel or one letter alone, as "km".
        ordinals: whether "19." is "19th", of a number behind which kind of word: "any", "small" (in lower case) or
            "begin"; "" where none is.
    """

    names: frozenset[str]
    numbers: frozenset[str]
    dated: frozenset[str]
    never: frozenset[str]
    begin: frozenset[str]
    either: frozenset[str]
    surnames: frozenset[str]
    words: frozenset[str]
    ordinals: str


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("index.reading") / "full_stops.toml").read_text(encoding="utf-8"))


@cache
def _rules(language: str) -> FullStops:
    own, shared = _table()[language], _table()["any"]
    words = {kind: frozenset(f"{own.get(kind, '')} {shared.get(kind, '')}".split()) for kind in _KINDS}
    return FullStops(**words, ordinals=own.get("ordinals", ""))


def full_stop_ends(before: str, opened: str, word: str, said: bool, language: str) -> bool:
    """Whether a full stop ends a sentence.

    Args:
        before: what stands in front of it, of the same sentence.
        opened: the quotation marks and dashes in front of the word behind it.
        word: the one behind it; not empty.
        said: sentencex's opinion.
        language: of the text, BCP-47.
    """
    if word[0].islower():
        return False
    code = primary(language) or ""
    rules = _rules(code if code in _table() else "any")
    *earlier, written = ["", *(part.strip(_AROUND) for part in before.replace("(", "( ").split())]
    last = _ELIDED.sub("", written).casefold()
    word_before = earlier[-1] if earlier else ""
    previous = word_before.rstrip(".").casefold()
    if last in rules.never or last in rules.names:
        return False
    if word[0].isdecimal():
        return last not in rules.numbers and (said or (bool(rules.ordinals) and _is_word(last, rules)))
    bare = before.endswith(written)  # no "(H)", no "(56)"
    initial = bare and _INITIALS.fullmatch(written) is not None and (len(written) == 1 or "." in written)
    named = initial and not (len(written) == 1 and written.islower())  # "A. Le Pen", but: "de 8 h à 17 h. Le soir"
    begins = word.casefold() in rules.begin and not (named and word.casefold() in rules.surnames)
    if (
        begins
        or (opened.strip("([*_") and not initial)
        or (last in rules.words and not (initial and written.isupper()))
    ):
        return True
    if bare and not written.isalpha() and any(c.isalpha() for c in written) and any(c.isdecimal() for c in written):
        return True  # "in 2026-м."
    in_a_chain = previous in rules.names and written.islower() and len(written) <= CHAINED  # "Dr. med."
    ordinal = bare and _is_ordinal(word_before, written, word, rules)
    if initial or in_a_chain or ordinal or last in rules.either:
        return False
    if previous[-1:].isdecimal():  # what is counted, as "млн."
        return True
    if not word[0].isupper() or code not in _table():
        return said
    return not written[1:].islower() or _VOWEL.search(unicodedata.normalize("NFD", last)) is not None


def _is_word(last: str, rules: FullStops) -> bool:
    """Surely no abbreviation: in front of a number sentencex ends no sentence where "19." is "19th"."""
    vowel = _VOWEL.search(unicodedata.normalize("NFD", last))
    plain = len(last) >= SHORTEST and last.isalpha() and last not in rules.either
    return plain and vowel is not None and _SHORTENED.search(last) is None


def _is_ordinal(before: str, written: str, word: str, rules: FullStops) -> bool:
    """ "im 19. Jahrhundert", "am: 9. Mai", "Im 18. und 19. Jahrhundert"; but "Abb. 19. Links", "na linii 7. Linię"."""
    if not rules.ordinals or not _ORDINAL.fullmatch(written):
        return False
    if not written.isdecimal() or _ROMAN.fullmatch(word) or rules.ordinals == "any":
        return True
    if before.rstrip(".").casefold() in rules.numbers:
        return False
    if word.casefold() in rules.dated or not before or before.endswith((".", ",")) or before.casefold() in rules.begin:
        return True
    return rules.ordinals == "small" and before.islower()
