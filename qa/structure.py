"""What a document's structure says of the candidates: what stands for another sentence, what belongs together.

A heading or a question in the text answers nothing itself: what stands below it does. A lead-in brings its items. Of
copies one is enough. Where a question names who speaks, or words that only a heading has, that decides between
sentences that are alike. The weights here are chosen on made-up cases: no public set of questions has headings, lists
or speakers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from index.folding import fold
from index.languages import ENGLISH
from index.storage.lexical import tokenize
from index.store import Quote, Store
from qa.antecedents import antecedents
from qa.reader import Reading
from qa.retrieve import Candidate, rank
from qa.rows import is_row
from qa.unknown import codes, stands_in

LOOKED_AT = 20  # of the best candidates
# Weights, in the units of the fused score. Behind each, how many made-up cases of its kind come out right with 0, with
# half, with this and with twice of it (`python -m tests.benchmarks.cases`).
# Added to a sentence whose headings have all the question's words that it lacks itself: 387, 388, 389, 388 of all 396
# cases; first of 181 questions about 23 sources of many kinds: 138, 138, 141, 141.
HEADING = 2.0
# The same for the question in the text that it answers; first of 27 questions about three interviews, a transcript
# and a chat, in four languages: 17, 18, 19, 19.
ANSWERS = 2.0
# Taken from a table's header, which its rows are read with; right rows first: 48, 50, 51, 51 of the 52 questions of
# `tests.benchmarks.tables` (with the reader of 2026-11-28 49 with this).
HEADER = 2.0
OTHER_SPEAKER = 4.0  # taken from a sentence that another one says than who was asked for: 2, 3, 5, 5 of 7
SAID = 2.0  # added to one that has all the question's words that who was asked for says, but the name: 4, 4, 5, 5 of 7
OTHER_CODE = 4.0  # taken from a sentence without the code that was asked for: 8, 9, 10, 10 of 10
# Taken from a sentence if one like it has more of the question's words. On 320 questions of SQuAD 1.1 dev without the
# test articles, each in its article, the right sentence stands first for .906 with 0 and with this, .900 with 1.
OTHER_WORDS = 0.5
ALIKE = 2  # words at least, and half of all, that sentences share which are alike
MOST_ITEMS = 12  # of a list that is cited as a whole

_STANDS_ABOVE = ("heading", "question")
_ASKS = ("?", "？", "؟")
_QUOTED = re.compile(r"[\"“”„«»「」]")
_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *map(str, range(1, 13)),
)
_ANNOUNCED = re.compile(rf"\b(?P<count>{'|'.join(_NUMBERS)})(?: [\w-]+)? [a-z]+s[.:]?\Z", re.IGNORECASE)
_ASKING = re.compile(r"\b(?:who|whom|whose|when|where|why|how \w+|how|what|which)\b", re.IGNORECASE)
_FIRSTLY = re.compile(r"(?:first(?:ly)?|one)\b", re.IGNORECASE)
_ORDINAL = re.compile(
    r"(?:(?:first|second|third|fourth|fifth|sixth|last)(?:ly)?|finally|one|another|next|then|also)\b", re.IGNORECASE
)


def settle(store: Store, question: str, candidates: Sequence[Candidate], language: str = ENGLISH) -> list[Candidate]:
    """The candidates, best first, without headings and questions, by whom and under what they stand.

    `language` is the question's.
    """
    looked_at = list(candidates[:LOOKED_AT])
    quotes = dict(zip((c.key for c in looked_at), _quotes(store, looked_at), strict=True))
    settled = _below(store, question, looked_at, quotes, candidates)
    missing = [c for c in settled[:LOOKED_AT] if c.key not in quotes]
    quotes |= zip((c.key for c in missing), _quotes(store, missing), strict=True)
    outdone = _outdone(question, quotes, language)
    told = {key: _told(question, quote, list(quotes.values()), language) for key, quote in quotes.items()}
    weights = np.array([c.fused + told.get(c.key, 0.0) - OTHER_WORDS * (c.key in outdone) for c in settled], np.float32)
    if [c.key for c in settled] == [c.key for c in candidates] and (weights == [c.fused for c in settled]).all():
        return list(candidates)
    return rank(settled, weights)


def distinct(store: Store, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best candidates, of copies of one sentence the best alone, which knows the others."""
    looked_at = candidates[:LOOKED_AT]
    by_text: dict[str, list[Candidate]] = {}
    for candidate, quote in zip(looked_at, _quotes(store, looked_at), strict=True):
        by_text.setdefault(" ".join(fold(quote.text).text.casefold().split()), []).append(candidate)
    return [replace(best, copies=tuple(copy.key for copy in copies)) for best, *copies in by_text.values()]


def gathered(store: Store, question: str, cited: Sequence[Candidate]) -> list[Candidate]:
    """What is cited, a lead-in with its items, and "she" and "that day" with the sentence that says who and which."""
    found: dict[int, Candidate] = {}
    for candidate, quote in zip(cited, _quotes(store, cited), strict=True):
        together = [*antecedents(store, question, candidate, quote), *_items(store, candidate, quote)]
        group = candidate.key if together else None
        found.setdefault(candidate.key, replace(candidate, group=group))
        for key in together:
            found.setdefault(key, replace(candidate, key=key, reading=None, group=group))
    return list(found.values())


def _quotes(store: Store, candidates: Sequence[Candidate]) -> list[Quote]:
    return store.quotes(np.array([candidate.key for candidate in candidates], dtype=np.int64))


def _below(
    store: Store,
    question: str,
    looked_at: Sequence[Candidate],
    quotes: dict[int, Quote],
    candidates: Sequence[Candidate],
) -> list[Candidate]:
    """Each heading and question replaced by the best of what stands below it, which takes over its score; where that
    is a heading or a question too, by the best of what stands below that.
    """
    known = {c.key: c for c in candidates}
    found: dict[int, Candidate] = {}
    for candidate in looked_at:
        below = _answers(store, candidate, quotes[candidate.key])
        if not below or _tells(question, candidate, quotes[candidate.key], [known.get(key) for key in below]):
            found.setdefault(candidate.key, candidate)
            continue
        same = _same_question(question, quotes[candidate.key].text)
        while below:
            best = below[0] if same else max(below, key=lambda key: known[key].fused if key in known else -np.inf)
            heir = known.get(best) or replace(candidate, key=best, reading=None)
            below = _answers(store, heir, quotes.get(best) or _quotes(store, [heir])[0])
        found[best] = _heir(found.get(best, heir), candidate)
    gone = {c.key for c in looked_at} - set(found)
    rest = [c for c in candidates[LOOKED_AT:] if c.key not in found and c.key not in gone]
    return [*found.values(), *rest]


def _tells(question: str, candidate: Candidate, quote: Quote, below: Sequence[Candidate | None]) -> bool:
    """Whether a heading answers itself: the reader finds a number there that the question lacks, and nothing better
    below. "Your application 25/0417" does, "Number of members" does not.
    """
    reading = candidate.reading
    if reading is None or quote.block is None or quote.block.kind != "heading":
        return False
    lit = fold(quote.text).text[reading.start : reading.end]
    best = max((c.reading.score for c in below if c is not None and c.reading is not None), default=0.0)
    return reading.score > max(best, 0.0) and any(map(str.isdecimal, lit)) and lit not in question


def _same_question(asked: str, written: str) -> bool:
    """Whether a text asks what is asked: with the same asking word, and half of the words of either."""
    one, other = set(tokenize(asked)), set(tokenize(written))
    asking = [_ASKING.search(question) for question in (asked, written)]
    if not all(asking) or len({found[0].lower() for found in asking if found}) > 1:
        return False
    return 2 * len(one & other) >= max(len(one), len(other)) > 0


def asked_above(store: Store, question: str, best: Candidate, language: str = ENGLISH) -> bool:
    """Whether the best candidate stands below a heading, or a question, that has all of a question's words, two at
    least: "Plans for next year" for "What are the plans for next year?". What it is about may stand above the question.
    """
    (quote,) = _quotes(store, [best])
    answers = _asked_of(quote)
    last = quote.headings[-1:] if quote.above is None else (quote.above,)
    above = (*quote.headings, *answers) if answers else last
    asked = set(tokenize(question, language))
    return len(asked) > 1 and asked <= set(tokenize(" ".join(above), quote.entry.about.language))


def _heir(candidate: Candidate, above: Candidate) -> Candidate:
    """A candidate with the score of what stands above it, if that is higher."""
    if candidate.fused >= above.fused:
        return candidate
    own, other = candidate.reading, above.reading
    if own is None:
        reading = None if other is None else Reading(other.score, 0, 0, 0.0)
    else:
        reading = own if other is None else replace(own, score=max(own.score, other.score))
    return replace(candidate, fused=above.fused, reading=reading)


def _answers(store: Store, candidate: Candidate, quote: Quote) -> Sequence[int]:
    """The sentences that stand below a heading or a question of the text; none for any other sentence."""
    if quote.block is not None and quote.block.kind in _STANDS_ABOVE and quote.below:
        return quote.below
    asks = quote.text.rstrip().endswith(_ASKS) and not _QUOTED.search(quote.text)
    return quote.following if asks else ()


def _items(store: Store, candidate: Candidate, quote: Quote) -> Sequence[int]:
    """The items of the list that a sentence leads in; none where it leads in none, or one too long."""
    if quote.following:
        return _told_in_order(store, candidate, quote)
    if not quote.text.rstrip().endswith((":", "：")) or len(quote.below) > MOST_ITEMS:
        return ()
    return quote.below


def _told_in_order(store: Store, candidate: Candidate, quote: Quote) -> list[int]:
    """The sentences of the same paragraph that tell, "First", "Second", what a sentence announces.

    Without such words they are those to the paragraph's end, if they are as many as it says: "four recommendations".
    """
    (passage,) = store.passages(np.array([candidate.key]))
    behind = [key for key in passage.keys if key > candidate.key]
    quotes = store.quotes(np.array(behind, dtype=np.int64))
    inside = [(key, fold(q.text).text) for key, q in zip(behind, quotes, strict=True) if q.block == quote.block]
    if inside and _FIRSTLY.match(inside[0][1]):
        return [key for key, text in inside if _ORDINAL.match(text)][:MOST_ITEMS]
    announced = _ANNOUNCED.search(fold(quote.text).text)
    said = 0 if announced is None else _NUMBERS.index(announced["count"].lower()) % 12 + 1
    return [key for key, _ in inside] if said == len(inside) > 1 else []


def _told(question: str, quote: Quote, others: Sequence[Quote], language: str) -> float:
    """What headings and speakers add to a sentence's weight, or take from it."""
    if quote.block is None:
        return 0.0
    added = -HEADER if is_row(quote) and quote.below else 0.0
    for weight, texts in ((HEADING, quote.headings), (ANSWERS, _asked_of(quote))):
        added += weight * _lent(question, quote, texts, language) if texts else 0.0
    asked_codes = codes(question)
    if asked_codes and not all(stands_in(code, (*quote.headings, quote.text)) for code in asked_codes):
        added -= OTHER_CODE
    asked_for = {q.block.speaker for q in others if q.block and q.block.speaker and _names(question, q.block.speaker)}
    if not asked_for:
        return added
    if quote.block.speaker not in asked_for:
        return added - OTHER_SPEAKER
    said = " ".join(q.text for q in others if q.block and q.block.speaker in asked_for)
    about = set(tokenize(question, language)) & set(tokenize(said, language)) - set(
        tokenize(" ".join(asked_for), language)
    )
    return added + SAID * len(about & set(tokenize(quote.text, language))) / max(1, len(about))


def _lent(question: str, quote: Quote, texts: Sequence[str], language: str) -> float:
    """The share of the question's words which a sentence lacks that texts above it have."""
    written = quote.entry.about.language
    lacking = set(tokenize(question, language)) - set(tokenize(quote.text, written))
    return len(lacking & set(tokenize(" ".join(texts), written))) / max(1, len(lacking))


def _asked_of(quote: Quote) -> tuple[str, ...]:
    """The question in the text that a sentence answers."""
    asks = quote.above is not None and quote.above.rstrip("*_ \t\r\n").endswith(_ASKS)  # in Markdown in bold, too
    return (quote.above,) if asks and quote.above is not None else ()


def _outdone(question: str, quotes: Mapping[int, Quote], language: str) -> set[int]:
    """The sentences of which another is like one, as the rows of a table are, and has the question's words that it has,
    and more of them.
    """
    asked = set(tokenize(question, language))
    words = {
        key: set(tokenize(" ".join((*quote.headings, quote.text)), quote.entry.about.language))
        for key, quote in quotes.items()
    }

    def alike(key: int, other: int) -> bool:
        if _table(quotes[key]) == _table(quotes[other]) is not None:
            return True
        return len(words[key] & words[other]) >= max(ALIKE, min(len(words[key]), len(words[other])) / 2)

    return {
        key for key in words if any(words[key] & asked < words[other] & asked and alike(key, other) for other in words)
    }


def _table(quote: Quote) -> tuple[str, str] | None:
    """What the rows of one table have in common, its document and its header; nothing for any other sentence."""
    return (quote.entry.id, quote.above) if is_row(quote) and quote.above is not None else None


def _names(question: str, speaker: str) -> bool:
    """Whether a question names a speaker, by the last name at least."""
    words = re.findall(r"\w+", speaker.casefold())
    return bool(words) and words[-1] in re.findall(r"\w+", question.casefold())
