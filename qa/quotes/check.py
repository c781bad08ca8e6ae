"""Whether quotes are really in the sources: exact, near with what differs, or absent."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.store import Store
from qa.answer import utf16_length
from qa.quotes.asked import Asked, Asking
from qa.quotes.changes import Change, differences, gravest_first
from qa.quotes.checked import Check, CheckedQuote, Match, Stand
from qa.quotes.kinds import kind_of
from qa.quotes.parts import Parts, readings_of
from qa.quotes.places import Placed, exact, near
from qa.quotes.stands import Stands
from qa.quotes.windows import Window, windows_of
from qa.quotes.words import FOLDINGS, Words, foldings, is_unspaced, words_of

# Similarity from which a quote is near, not absent, by `python -m qa.evaluate.quotes`: from .60 to .70 hardly any tells
# better, and at .60 five words of which a name of two was changed are near still.
NEAR = 0.6
# The same by characters, by `python -m qa.evaluate.quotes_in_languages --fit`: from .70 to .90 all tell as well.
NEAR_UNSPACED = 0.7
MOST_PLACES = 10  # further documents that are named for an exact quote
DOCUMENTS = 6  # that a quote is laid along, those that share most words with it
BETWEEN = 300  # code points; what was left out between two stretches is shown up to here


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a quote came to."""

    verdict: Match
    similarity: float
    folded: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    stands: tuple[Stand, ...] = ()
    also_in: tuple[Stand, ...] = ()
    nearest: Stand | None = None


def check(store: Store, asking: Asking) -> Check:
    """Check quotes against one generation.

    Raises:
        DocumentNotFound: no document has the id that one is said to be from.
    """
    started = time.perf_counter()
    documents = Stands(store)
    quotes = tuple(_checked(documents, asking, asked, n) for n, asked in enumerate(asking.quotes, start=1))
    verdicts = [quote.verdict for quote in quotes]
    took_ms = round(1000 * (time.perf_counter() - started), 1)
    counts = (verdicts.count("exact"), verdicts.count("near"), verdicts.count("absent"))
    return Check(quotes, *counts, store.generation, took_ms)


def _checked(documents: Stands, asking: Asking, asked: Asked, number: int) -> CheckedQuote:
    outcome = _outcome(documents, asked)
    bounds = (asked.start, asked.end)
    utf16 = tuple(None if at is None or asking.text is None else utf16_length(asking.text[:at]) for at in bounds)
    return CheckedQuote(
        number=number,
        quote=asked.quote,
        start=asked.start,
        end=asked.end,
        start_utf16=utf16[0],
        end_utf16=utf16[1],
        verdict=outcome.verdict,
        similarity=outcome.similarity,
        folded=outcome.folded,
        changes=outcome.changes,
        stands=outcome.stands,
        also_in=outcome.also_in,
        nearest=outcome.nearest,
    )


@dataclass(frozen=True, slots=True)
class _Looked:
    """A reading of a quote, and the windows of each document in which it may stand: of the one that it is said to be
    from, and of all."""

    reading: Parts
    said: list[list[Window]]
    everywhere: list[list[Window]]


def _look(store: Store, reading: Parts, document: str | None) -> _Looked:
    everywhere = windows_of(store, reading.parts, ())
    if document is None:
        return _Looked(reading, everywhere, everywhere)
    return _Looked(reading, windows_of(store, reading.parts, (document,)), everywhere)


def _outcome(documents: Stands, asked: Asked) -> _Outcome:
    store = documents.store
    if asked.document is not None:
        store.entry(asked.document)
    looked = [_look(store, reading, asked.document) for reading in readings_of(asked.quote) if reading.parts]
    everywhere = [_exact(one.reading, one.everywhere) for one in looked]
    also = [place for places in everywhere for place in places if _document(place) != asked.document]
    for one, places in zip(looked, everywhere, strict=True):
        if found := places if one.said is one.everywhere else _exact(one.reading, one.said):
            stands = tuple(_stand(documents, runs) for runs in found[0])
            also_in = _first_of_each(documents, [p for p in also if _document(p) != _document(found[0])])
            return _Outcome("exact", 1.0, _folded(found[0], one.reading.joints), stands=stands, also_in=also_in)
    also_in = _first_of_each(documents, also)
    placed, similarity = _nearest(documents, looked, near_from(asked.quote))
    if not placed:
        best = next((one.said[0][0].best for one in looked if one.said), None)
        nearest = None if best is None else documents.at(best.document_id, best.sentence.start, best.sentence.end)
        return _Outcome("absent", 0.0, also_in=also_in, nearest=nearest)
    stands = tuple(_stand(documents, [one]) for one in placed)
    if similarity < near_from(asked.quote):
        longest = max(range(len(placed)), key=lambda n: placed[n].aligned.agreed)
        return _Outcome("absent", similarity, also_in=also_in, nearest=_whole(documents, stands[longest]))
    changes = gravest_first(list(_changes(documents, placed)))
    return _Outcome("near", similarity, changes=changes, stands=stands, also_in=also_in)


def near_from(quote: str) -> float:
    """The similarity from which a quote is near."""
    return NEAR_UNSPACED if is_unspaced(quote) else NEAR


def _nearest(documents: Stands, looked: Sequence[_Looked], least: float) -> tuple[list[Placed], float]:
    """The reading and the document that agree best, and the similarity, 0 to 1.

    One that differs in nothing, and yet is not exact, has something in brackets that is the source's own: it is none
    where another is near too.
    """
    laid = [near(one.reading.parts, windows) for one in looked for windows in one.said[:DOCUMENTS]]
    laid = sorted(((placed, round(similarity, 4)) for placed, similarity in laid), key=lambda one: -one[1])
    differing = (one for one in laid if one[1] >= least and any(_changes(documents, one[0])))
    return next(differing, laid[0] if laid else ([], 0.0))


def _exact(reading: Parts, documents: Sequence[Sequence[Window]]) -> list[list[list[Placed]]]:
    """For each document that has the whole reading, where each part of it stands."""
    return [place for windows in documents if (place := exact(reading.parts, windows))]


def _document(place: Sequence[Sequence[Placed]]) -> str:
    return place[0][0].window.document_id


def _first_of_each(documents: Stands, places: Sequence[Sequence[Sequence[Placed]]]) -> tuple[Stand, ...]:
    """Where a quote begins in each document, as many as are named."""
    first = {_document(place): place[0] for place in reversed(places)}
    return tuple(_stand(documents, runs) for runs in list(reversed(first.values()))[:MOST_PLACES])


def _folded(parts: Sequence[Sequence[Placed]], joints: frozenset[str]) -> tuple[str, ...]:
    needed = {name for runs in parts for run in runs for name in foldings(_as_given(run), run.text)}
    return tuple(name for name in (*FOLDINGS, "ellipsis", "insertion") if name in needed | joints)


def _as_given(run: Placed) -> str:
    """What the quote says, with the mark at its end, which the source may not have."""
    start, _ = run.words.span(0, 1)
    _, end = run.words.span(len(run.words.keys) - 1, len(run.words.keys))
    return run.words.text[start:end]


def _stand(documents: Stands, runs: Sequence[Placed]) -> Stand:
    return documents.at(runs[0].window.document_id, runs[0].span[0], runs[-1].span[1])


def _whole(documents: Stands, stand: Stand) -> Stand:
    """The sentence that a stretch stands in."""
    return documents.at(stand.document.id, stand.sentence_start, stand.sentence_end)


def _changes(documents: Stands, placed: Sequence[Placed]) -> Iterator[Change]:
    for number, one in enumerate(placed):
        if number and placed[number - 1].words is one.words:
            yield _joint(documents, placed[number - 1], one)
        quote = _part(one.words, one.aligned.first, one.aligned.stop)
        source = _part(one.window.words, one.aligned.source_first, one.aligned.source_stop)
        yield from differences(quote, source, one.start, one.window.start, one.window.language)


def _part(words: Words, first: int, stop: int) -> Words:
    """Some of the words, in the same text."""
    return Words(words.text, words.keys[first:stop], words.ranges[first:stop])


def _joint(documents: Stands, before: Placed, behind: Placed) -> Change:
    """What stands between two stretches that a quote joins."""
    at = behind.start + behind.words.span(behind.aligned.first, behind.aligned.first + 1)[0]
    start, end = before.span[1], behind.span[0]
    if not 0 <= end - start <= BETWEEN:
        return Change("joined", "word", "", "", at, at, start, start)
    left_out = documents.text(before.window.document_id)[start:end]
    return Change("left out", kind_of(words_of(left_out), before.window.language), "", left_out, at, at, start, end)
