"""Quotes with known truth, made by rule from articles: as they stand, written otherwise, altered, or not there."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, get_args

from index.documents import SplitDocument
from qa.evaluate.quote_rules import rules_of
from qa.quotes.checked import Match

QuoteKind = Literal[
    "exact",
    "written otherwise",
    "word left out",
    "number changed",
    "name changed",
    "negation changed",
    "spliced",
    "of another document",
    "invented",
]
KINDS: tuple[QuoteKind, ...] = get_args(QuoteKind)
HELD_OUT = 4  # of so many paragraphs, one is not indexed: what is "invented" comes from there


@dataclass(frozen=True, slots=True)
class MadeQuote:
    """A quote and what is true of it.

    Attributes:
        kind: how it was made.
        quote: what is checked.
        document: the id of the document that it is said to be from; None: of any.
        truth: the right verdict.
        made_from: the id of the article that it was made from.
        was: the word of the source that was changed or left out; empty where none was.
    """

    kind: QuoteKind
    quote: str
    document: str | None
    truth: Match
    made_from: str
    was: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A made quote, what was said of it, and whether the changes name the word that was changed, and as what it is."""

    made: MadeQuote
    verdict: Match
    similarity: float
    named: bool = False
    lies: frozenset[str] = frozenset()


def make_quotes(articles: Sequence[tuple[SplitDocument, Sequence[str]]], count: int, seed: int) -> Iterator[MadeQuote]:
    """So many quotes of each kind, or as many as the articles give.

    Args:
        articles: documents, each with sentences that were held out of it.
        count: of each kind.
        seed: of chance.
    """
    chance = random.Random(seed)
    sources = [_Source(document, held_out) for document, held_out in articles]
    sources = [source for source in sources if len(source.sentences) > 1]
    everything = "\n".join(source.text for source in sources)
    for kind in KINDS:
        seen: set[str] = set()
        for _ in range(20 * count):
            if len(seen) == count:
                break
            made = _MAKERS[kind](chance.choice(sources), chance)
            if made is None or made.quote in seen:
                continue
            if made.kind == "of another document":
                made = _said_elsewhere(made, sources, chance)
                if made is None:
                    continue
            elif made.truth != "exact" and made.quote in everything:
                continue
            seen.add(made.quote)
            yield made


class _Source:
    """An article with its sentences of a fit length, and what was held out of it."""

    def __init__(self, article: SplitDocument, held_out: Sequence[str]) -> None:
        self.id, self.text = article.document.id, article.document.text
        self.rules = rules = rules_of(article.document.about.language)
        cut = [self.text[s.start : s.end] for s in article.sentences]
        fit = [rules.shortest <= rules.size(sentence) <= rules.longest for sentence in cut]
        self.sentences = [sentence for sentence, good in zip(cut, fit, strict=True) if good]
        self.pairs = [
            self.text[one.start : two.end]
            for one, two, a, b in zip(article.sentences, article.sentences[1:], fit, fit[1:], strict=False)
            if a and b
        ]
        self.held_out = [s for s in held_out if rules.shortest_invented <= rules.size(s) <= rules.longest]
        written = {n for s in self.sentences for n in rules.name.findall(s)} if rules.name else set()
        self.names = sorted(filter(rules.is_name, written))


_Maker = Callable[[_Source, random.Random], MadeQuote | None]


def _passage(source: _Source, chance: random.Random) -> str:
    """A sentence, a piece of one, or the end of one with the beginning of the next."""
    form = chance.random()
    if form < 0.5:
        return chance.choice(source.sentences)
    rules = source.rules
    units = rules.units(chance.choice(source.sentences if form < 0.8 or not source.pairs else source.pairs))
    size = min(len(units), chance.randint(*rules.pieces))
    start = chance.randint(0, len(units) - size)
    return rules.join(units[start : start + size])


def _exact(source: _Source, chance: random.Random) -> MadeQuote:
    return MadeQuote("exact", _passage(source, chance), None, "exact", source.id)


def _otherwise(source: _Source, chance: random.Random) -> MadeQuote:
    quote = _passage(source, chance)
    change = chance.choice([_spaces, _dashes, _marks, _case])
    return MadeQuote("written otherwise", change(quote, chance), None, "exact", source.id)


def _spaces(quote: str, chance: random.Random) -> str:
    gaps = [at for at, character in enumerate(quote) if character == " "]
    if not gaps:  # written without spaces, and broken where the line ends
        gaps = [at for at, two in enumerate(pairwise(quote), start=1) if not any(map(str.isascii, two))]
        at = chance.choice(gaps or [0])
        return f"{quote[:at]}\n{quote[at:]}"
    at = chance.choice(gaps)
    return quote[:at] + chance.choice([" \n", "\n", "  ", "\u00a0"]) + quote[at + 1 :]


def _dashes(quote: str, chance: random.Random) -> str:
    if re.search("[-–—]", quote) is None:
        return _case(quote, chance)
    return re.sub(" ?[-–—] ?", lambda found: found[0].replace(found[0].strip(), chance.choice("‐‑–—")), quote)


def _marks(quote: str, chance: random.Random) -> str:
    if re.search("[\"'’“”]", quote) is None:
        return _spaces(quote, chance)
    straight, curly = {"“": '"', "”": '"', "’": "'"}, {'"': chance.choice("“”'"), "'": "’"}
    return "".join((straight | curly).get(character, character) for character in quote)


def _case(quote: str, chance: random.Random) -> str:
    return chance.choice([quote[0].swapcase() + quote[1:], quote.upper()])


def _left_out(source: _Source, chance: random.Random) -> MadeQuote | None:
    sentence = chance.choice(source.sentences)
    found = _chosen(source.rules.word, sentence, chance)
    if found is None:
        return None
    without = sentence[: found.start()] + sentence[found.end() + source.rules.spaced :]
    return MadeQuote("word left out", without, None, "near", source.id, found[0])


def _number(source: _Source, chance: random.Random) -> MadeQuote | None:
    sentence = chance.choice(source.sentences)
    found = _chosen(source.rules.number, sentence, chance)
    if found is None:
        return None
    digits = list(found[0])
    at = chance.choice([n for n, digit in enumerate(digits) if digit.isdigit()])
    digits[at] = chance.choice([d for d in "123456789" if d != digits[at]])
    return _changed("number changed", source, sentence, found, "".join(digits))


def _name(source: _Source, chance: random.Random) -> MadeQuote | None:
    sentence = chance.choice(source.sentences)
    found = None if source.rules.name is None else _chosen(source.rules.name, sentence, chance)
    if found is None or found[0] not in source.names or len(source.names) < 2:
        return None
    other = chance.choice([name for name in source.names if name != found[0]])
    return _changed("name changed", source, sentence, found, other)


def _negation(source: _Source, chance: random.Random) -> MadeQuote | None:
    sentence = chance.choice(source.sentences)
    if (found := _chosen(source.rules.negation, sentence, chance)) is not None:
        return _changed("negation changed", source, sentence, found, "")
    found = None if source.rules.auxiliary is None else _chosen(source.rules.auxiliary, sentence, chance)
    if found is None:
        return None
    return MadeQuote(
        "negation changed", f"{sentence[: found.end()]} not{sentence[found.end() :]}", None, "near", source.id
    )


def _spliced(source: _Source, chance: random.Random) -> MadeQuote | None:
    if len(source.sentences) < 5:
        return None
    one, other = chance.sample(range(len(source.sentences)), 2)
    if abs(one - other) < 3:
        return None
    first, second = source.sentences[one], source.sentences[other]
    rules = source.rules
    if chance.random() >= 0.5:
        head, tail = rules.units(first), rules.units(second)
        first, second = rules.join(head[: len(head) // 2 + 2]), rules.join(tail[-len(tail) // 2 - 2 :])
    return MadeQuote("spliced", rules.join([first, second]), None, "near", source.id)


def _elsewhere(source: _Source, chance: random.Random) -> MadeQuote:
    return MadeQuote("of another document", chance.choice(source.sentences), source.id, "absent", source.id)


def _said_elsewhere(made: MadeQuote, sources: Sequence[_Source], chance: random.Random) -> MadeQuote | None:
    others = [source.id for source in sources if source.id != made.made_from and made.quote not in source.text]
    return replace(made, document=chance.choice(others)) if others else None


def _invented(source: _Source, chance: random.Random) -> MadeQuote | None:
    if not source.held_out:
        return None
    return MadeQuote("invented", chance.choice(source.held_out), None, "absent", source.id)


def _chosen(pattern: re.Pattern[str], text: str, chance: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return chance.choice(found) if found else None


def _changed(kind: QuoteKind, source: _Source, sentence: str, found: re.Match[str], to: str) -> MadeQuote:
    quote = sentence[: found.start()] + to + sentence[found.end() :]
    return MadeQuote(kind, quote, None, "near", source.id, found[0].strip())


_MAKERS: dict[QuoteKind, _Maker] = {
    "exact": _exact,
    "written otherwise": _otherwise,
    "word left out": _left_out,
    "number changed": _number,
    "name changed": _name,
    "negation changed": _negation,
    "spliced": _spliced,
    "of another document": _elsewhere,
    "invented": _invented,
}
