"""Whether quotes are really in the sources: exact, near with what differs, or absent."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.store import Store
from qa.answer import utf16_length
from qa.quotes.asked import Asked, Asking
from qa.quotes.changes import Change, differences, gravest_first, kind_of
from qa.quotes.checked import Check, CheckedQuote, Stand, Verdict
from qa.quotes.parts import parts_of
from qa.quotes.places import Placed, exact, near
from qa.quotes.stands import stand_at
from qa.quotes.windows import windows_of
from qa.quotes.words import FOLDINGS, Words, foldings, words_of

NEAR = 0.58  # similarity from which a quote is near, not absent
MOST_PLACES = 10  # further documents that are named for an exact quote
DOCUMENTS = 6  # that a quote is laid along, those that share most words with it
BETWEEN = 300  # code points; what was left out between two stretches is shown up to here


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a quote came to."""

    verdict: Verdict
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
    quotes = tuple(_checked(store, asking, asked, n) for n, asked in enumerate(asking.quotes, start=1))
    verdicts = [quote.verdict for quote in quotes]
    took_ms = round(1000 * (time.perf_counter() - started), 1)
    counts = (verdicts.count("exact"), verdicts.count("near"), verdicts.count("absent"))
    return Check(quotes, *counts, store.generation, took_ms)


def _checked(store: Store, asking: Asking, asked: Asked, number: int) -> CheckedQuote:
    outcome = _outcome(store, asked)
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


def _outcome(store: Store, asked: Asked) -> _Outcome:
    parts, joints = parts_of(asked.quote)
    everywhere = windows_of(store, parts, ())
    if asked.document is None:
        said = everywhere
    else:
        store.entry(asked.document)
        said = windows_of(store, parts, (asked.document,))
    found = [place for windows in said if (place := exact(parts, windows))] if parts else []
    others = [p for w in everywhere if w[0].document_id != asked.document and (p := exact(parts, w))] if parts else []
    also = others[1:] if asked.document is None else others
    also_in = tuple(_stand(store, place[0]) for place in also[:MOST_PLACES])
    if found:
        stands = tuple(_stand(store, runs) for runs in found[0])
        return _Outcome("exact", 1.0, _folded(found[0], joints), stands=stands, also_in=also_in)
    laid = max((near(parts, windows) for windows in said[:DOCUMENTS]), key=lambda one: one[1], default=None)
    if laid is None or not laid[0]:
        best = said[0][0].best if said else None
        nearest = None if best is None else stand_at(store, best.document_id, best.sentence.start, best.sentence.end)
        return _Outcome("absent", 0.0, also_in=also_in, nearest=nearest)
    placed, similarity = laid
    similarity = round(similarity, 4)
    stands = tuple(_stand(store, [one]) for one in placed)
    if similarity < NEAR:
        longest = max(range(len(placed)), key=lambda n: placed[n].aligned.agreed)
        return _Outcome("absent", similarity, also_in=also_in, nearest=_whole(store, stands[longest]))
    changes = gravest_first(list(_changes(store, placed)))
    return _Outcome("near", similarity, changes=changes, stands=stands, also_in=also_in)


def _folded(parts: Sequence[Sequence[Placed]], joints: frozenset[str]) -> tuple[str, ...]:
    needed = {name for runs in parts for run in runs for name in foldings(_as_given(run), run.text)}
    return tuple(name for name in (*FOLDINGS, "ellipsis", "insertion") if name in needed | joints)


def _as_given(run: Placed) -> str:
    """What the quote says, with the mark at its end, which the source may not have."""
    start, _ = run.words.span(0, 1)
    _, end = run.words.span(len(run.words.keys) - 1, len(run.words.keys))
    return run.words.text[start:end]


def _stand(store: Store, runs: Sequence[Placed]) -> Stand:
    return stand_at(store, runs[0].window.document_id, runs[0].span[0], runs[-1].span[1])


def _whole(store: Store, stand: Stand) -> Stand:
    """The sentence that a stretch stands in."""
    return stand_at(store, stand.document.id, stand.sentence_start, stand.sentence_end)


def _changes(store: Store, placed: Sequence[Placed]) -> Iterator[Change]:
    for number, one in enumerate(placed):
        if number and placed[number - 1].words is one.words:
            yield _joint(store, placed[number - 1], one)
        quote = _part(one.words, one.aligned.first, one.aligned.stop)
        source = _part(one.window.words, one.aligned.source_first, one.aligned.source_stop)
        yield from differences(quote, source, one.start, one.window.start)


def _part(words: Words, first: int, stop: int) -> Words:
    """Some of the words, in the same text."""
    return Words(words.text, words.keys[first:stop], words.ranges[first:stop])


def _joint(store: Store, before: Placed, behind: Placed) -> Change:
    """What stands between two stretches that a quote joins."""
    at = behind.start + behind.words.span(behind.aligned.first, behind.aligned.first + 1)[0]
    start, end = before.span[1], behind.span[0]
    if not 0 <= end - start <= BETWEEN:
        return Change("joined", "word", "", "", at, at, start, start)
    left_out = store.document(before.window.document_id).text[start:end]
    return Change("left out", kind_of(words_of(left_out)), "", left_out, at, at, start, end)
