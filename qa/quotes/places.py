"""Where the parts of a quote stand in one document: as they are, or as near as it comes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.quotes.align import Aligned, Keys, align, closeness, find, measured, weight, widened
from qa.quotes.kinds import is_negation
from qa.quotes.parts import Part, Run
from qa.quotes.windows import Window
from qa.quotes.words import END_MARKS, Words

MOST_INSERTED = 8  # words of the source that an insertion may stand for
LIKELY = 8  # windows of a document that are looked at for a near quote: those that share most words with it
CLOSEST = 3  # of them that it is laid along
ENOUGH = 0.3  # share of a piece's words below which it cannot stand in a window, even if sentences cut it in three
APART = 3.0  # words of a quote that agree with another stretch, for it to be joined of two
SURE = 0.8  # share of them that do


_END_MARKS = frozenset(END_MARKS)
_FULL_STOPS = frozenset(".。।۔")


@dataclass(frozen=True, slots=True)
class Placed:
    """A stretch of a quote laid along one of a document.

    Attributes:
        start: where the words' text begins in the quote, code points.
        words: of the quote; `aligned` counts in them.
        window: of the document.
        aligned: which words.
    """

    start: int
    words: Words
    window: Window
    aligned: Aligned

    @property
    def said(self) -> str:
        """What the quote says."""
        return self.words.slice(self.aligned.first, self.aligned.stop)

    @property
    def text(self) -> str:
        """What the document says."""
        return self.window.words.slice(self.aligned.source_first, self.aligned.source_stop)

    @property
    def span(self) -> tuple[int, int]:
        """Its range in the document's text, code points."""
        start, end = self.window.words.span(self.aligned.source_first, self.aligned.source_stop)
        return self.window.start + start, self.window.start + end


def exact(parts: Sequence[Part], windows: Sequence[Window]) -> list[list[Placed]] | None:
    """For each part its runs where they stand as they are, the parts in order; None where one does not."""
    found: list[list[Placed]] = []
    windows = [window for window in windows if window.best.share >= ENOUGH]
    for part in parts:
        behind = found[-1][-1].span[1] if found else 0
        place = next((runs for window in windows for runs in _as_they_are(part, window, behind)), None)
        if place is None:
            return None
        found.append(place)
    return found


def _as_they_are(part: Part, window: Window, behind: int) -> Iterator[list[Placed]]:
    """Where the runs of a part stand one behind the other in a window, from an offset of the document on."""
    first, *others = part.runs
    low = next((n for n, (start, _) in enumerate(window.words.ranges) if window.start + start >= behind), None)
    while low is not None and (begun := _run(first, window, low, None)) is not None:
        placed = [begun]
        for run in others:
            stop = placed[-1].aligned.source_stop
            following = _run(run, window, stop, stop + MOST_INSERTED)
            if following is None or "[" in _between(placed[-1], following):
                break  # what the source has in brackets nobody put in
            placed.append(following)
        if len(placed) == len(part.runs) and not (part.inserted_at_end and _bracket_behind(placed[-1])):
            yield placed
        low = begun.aligned.source_first + 1


def _bracket_behind(placed: Placed) -> bool:
    """Whether the source goes on with a bracket."""
    words = placed.window.words
    behind = words.text[words.span(0, placed.aligned.source_stop)[1] :]
    return behind.lstrip(" .,;:").startswith("[")


def _between(one: Placed, other: Placed) -> str:
    """The source's text between two stretches of a window."""
    words = one.window.words
    return words.text[words.span(0, one.aligned.source_stop)[1] : words.span(0, other.aligned.source_first + 1)[1]]


def _run(run: Run, window: Window, low: int, high: int | None) -> Placed | None:
    """A run where it stands first from a word of a window on, with or without the mark at its end."""
    keys = run.words.keys
    for stop in [len(keys)] + [len(keys) - 1] * (keys[-1] in _END_MARKS and len(keys) > 1):
        at = find(keys[:stop], window.words.keys, low)
        if stop < len(keys) and at is not None and _denied(keys[-1], window, at + stop):
            continue
        if at is not None and (high is None or at <= high):
            return Placed(run.start, run.words, window, Aligned(0, stop, at, at + stop, weight(keys[:stop])))
    return None


def _denied(mark: str, window: Window, place: int) -> int:
    """How many words from a place of a window on deny what stands before, where a mark ends a sentence there.

    "Er kommt." is no quote of "Er kommt nicht."
    """
    keys = window.words.keys
    stop = place
    while mark in _FULL_STOPS and stop < len(keys) and is_negation(window.words, stop, window.language):
        stop += 1
    return stop - place


def near(parts: Sequence[Part], windows: Sequence[Window]) -> tuple[list[Placed], float]:
    """The runs of a quote laid along a document as well as it goes, and the similarity, 0 to 1."""
    placed: list[Placed] = []
    whole = 0.0
    windows = sorted(windows, key=lambda window: -window.best.share)[:LIKELY]
    for run in (run for part in parts for run in part.runs):
        found = _covered(run, windows)
        placed += found
        whole += weight(run.words.keys)
    whole += sum(weight(_source(one)) for one in placed)
    return placed, 2 * sum(one.aligned.agreed for one in placed) / whole if whole else 0.0


def _source(placed: Placed) -> Keys:
    return placed.window.words.keys[placed.aligned.source_first : placed.aligned.source_stop]


def _covered(run: Run, windows: Sequence[Window]) -> list[Placed]:
    """A run laid along the best stretches: one, or more where what is left of the run agrees with another."""
    keys = run.words.keys
    cores = sorted(_cores(keys, 0, windows), key=lambda found: found[0].first)
    placed = []
    for number, (core, window) in enumerate(cores):
        first = core.first if number else 0  # what stands between two goes to the one before
        stop = cores[number + 1][0].first if number + 1 < len(cores) else len(keys)
        source = window.words.keys
        whole = _without_end_mark(widened(core, first, stop, keys, source), keys, window)
        placed.append(Placed(run.start, run.words, window, measured(whole, keys, source)))
    return placed


def _without_end_mark(found: Aligned, keys: Keys, window: Window) -> Aligned:
    """The same without the mark that ends the quote, unless the source has it: it belongs to who quotes."""
    if found.stop < len(keys) or found.stop == found.first + 1 or keys[-1] not in _END_MARKS:
        return found
    last = window.words.keys[found.source_stop - 1]
    if last == keys[-1] or found.source_stop == found.source_first + 1:
        return found
    if last in _END_MARKS:
        return replace(found, stop=found.stop - 1, source_stop=found.source_stop - 1)
    denied = _denied(keys[-1], window, found.source_stop)
    return replace(found, stop=found.stop - 1, source_stop=found.source_stop + denied)


def _cores(keys: Keys, offset: int, windows: Sequence[Window]) -> list[tuple[Aligned, Window]]:
    """The stretches that agree with words of a quote, which begin `offset` words into it; the whole's best first."""
    closest = sorted(windows, key=lambda window: -closeness(keys, window.words.keys))[:CLOSEST]
    found = [(core, window) for window in closest if (core := align(keys, window.words.keys)) is not None]
    if not found:
        return []
    core, window = max(found, key=lambda one: one[0].agreed)
    shifted = Aligned(core.first + offset, core.stop + offset, core.source_first, core.source_stop, core.agreed)
    cores = [(shifted, window)]
    for first, stop in ((0, core.first), (core.stop, len(keys))):
        if weight(keys[first:stop]) >= APART:
            cores += [c for c in _cores(keys[first:stop], offset + first, windows) if _sure(c[0])]
    return cores


def _sure(core: Aligned) -> bool:
    longer = max(core.stop - core.first, core.source_stop - core.source_first)
    return core.agreed >= APART and core.agreed >= SURE * longer
