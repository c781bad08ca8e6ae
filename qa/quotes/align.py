"""A quote laid along a stretch of a source, word by word."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, Levenshtein

from qa.quotes.words import is_word

MARK = 0.1  # what a mark of punctuation weighs, where a word weighs 1
SKIPPED = 0.5  # what a word left out, or put in, costs the stretch, where a word that agrees wins 1
FURTHER = 4  # words of the source that may be passed over for the ends of a quote to stand as they are
ALIKE = 0.7  # share of equal letters from which two words are one, spelt otherwise

_ENDS = frozenset(".!?。！？।۔؟")

Keys = Sequence[str]


@dataclass(frozen=True, slots=True)
class Aligned:
    """The words of a quote from `first` to `stop`, and those of the source that they were laid along; half-open.

    Attributes:
        first, stop: in the quote.
        source_first, source_stop: in the source.
        agreed: the summed weight of what agrees.
    """

    first: int
    stop: int
    source_first: int
    source_stop: int
    agreed: float


def weight(keys: Keys) -> float:
    """The summed weight of words and marks."""
    return sum(1.0 if is_word(key) else MARK for key in keys)


def find(needle: Keys, source: Keys, start: int = 0) -> int | None:
    """Where words stand in a source as they are, from a word of it on; None where they do not."""
    if not needle:
        return None
    first, size = needle[0], len(needle)
    wanted = tuple(needle)
    at = start - 1
    while True:
        try:
            at = source.index(first, at + 1)
        except ValueError:
            return None
        if tuple(source[at : at + size]) == wanted:
            return at


def closeness(quote: Keys, source: Keys) -> float:
    """0 to 100: how much of a quote, or of the source where that is shorter, agrees with the best stretch."""
    return fuzz.partial_ratio(quote, source)


def align(quote: Keys, source: Keys) -> Aligned | None:
    """The best stretch of the source for as much of a quote as agrees with it; None where no word does."""
    best = fuzz.partial_ratio_alignment(quote, source) if quote and source else None
    if best is None or best.score == 0:
        return None
    around = max(3, len(quote) // 3)
    low, high = max(0, best.dest_start - around), best.dest_end + around
    core = _compact([(i, low + j) for i, j in _equal(quote, source[low:high])], quote)
    return None if core is None else _stretched(_tightened(core, quote, source), quote, source)


def widened(core: Aligned, first: int, stop: int, quote: Keys, source: Keys) -> Aligned:
    """The same for more of the quote, with the words of the source that it changed, inside its sentence.

    They are as many, unless what is left of the quote stands in the source as it is, a few words further on.
    """
    before, behind = core.source_first, core.source_stop
    while core.source_first - before < core.first - first and before > 0 and source[before - 1] not in _ENDS:
        before -= 1
    while behind - core.source_stop < stop - core.stop and behind < len(source) and source[behind - 1] not in _ENDS:
        behind += 1
    tail, near_tail = quote[core.stop : stop], source[core.source_stop : core.source_stop + FURTHER + stop - core.stop]
    if any(map(is_word, tail)) and (at := find(tail, near_tail)) is not None:
        behind = core.source_stop + at + len(tail)
    head, low = quote[first : core.first], max(0, core.source_first - FURTHER - (core.first - first))
    if any(map(is_word, head)) and (at := find(head[::-1], source[low : core.source_first][::-1])) is not None:
        before = core.source_first - at - len(head)
    return replace(core, first=first, stop=stop, source_first=before, source_stop=behind)


def measured(found: Aligned, quote: Keys, source: Keys) -> Aligned:
    """The same with what agrees in it."""
    said, there = quote[found.first : found.stop], source[found.source_first : found.source_stop]
    agreed = 0.0
    for op in Levenshtein.opcodes(said, there):
        if op.tag == "equal":
            agreed += weight(said[op.src_start : op.src_end])
        elif op.tag == "replace":
            pairs = zip(said[op.src_start : op.src_end], there[op.dest_start : op.dest_end], strict=False)
            agreed += sum(_alike(one, other) for one, other in pairs)
    return replace(found, agreed=agreed)


def _alike(one: str, other: str) -> float:
    """The share of letters that two words have in common, where they are one word spelt otherwise; else 0."""
    if not (one.isalpha() and other.isalpha()):
        return 0.0
    return Indel.normalized_similarity(one, other, score_cutoff=ALIKE)


def _equal(quote: Keys, source: Keys) -> list[tuple[int, int]]:
    """The places of the words that agree, in both."""
    return [
        (op.src_start + n, op.dest_start + n)
        for op in Indel.opcodes(quote, source)
        if op.tag == "equal"
        for n in range(op.src_end - op.src_start)
    ]


def _compact(pairs: Sequence[tuple[int, int]], quote: Keys) -> Aligned | None:
    """The run of pairs that wins most: what agrees, less what is skipped between (Kadane's maximum subarray)."""
    best: Aligned | None = None
    first, value = 0, 0.0
    for number, (i, j) in enumerate(pairs):
        if number:
            i_before, j_before = pairs[number - 1]
            value -= SKIPPED * max(i - i_before - 1, j - j_before - 1)
        if value <= 0:
            first, value = number, 0.0
        value += 1.0 if is_word(quote[i]) else MARK
        if best is None or value > best.agreed:
            best = Aligned(pairs[first][0], i + 1, pairs[first][1], j + 1, value)
    return best


def _tightened(core: Aligned, quote: Keys, source: Keys) -> Aligned:
    """The same without words of the source at its ends that a nearer twin makes needless: the fewest edits are left."""
    said, (first, stop) = quote[core.first : core.stop], (core.source_first, core.source_stop)
    spare = max(0, stop - first - len(said))
    first = min(range(first, first + spare + 1), key=lambda at: Levenshtein.distance(said, source[at:stop]))
    spare = max(0, stop - first - len(said))
    stop = min(range(stop, stop - spare - 1, -1), key=lambda at: Levenshtein.distance(said, source[first:at]))
    if (first, stop) == (core.source_first, core.source_stop):
        return core
    edits = Levenshtein.distance(said, source[first:stop])
    return replace(core, source_first=first, source_stop=stop, agreed=max(core.agreed, weight(said) - edits))


def _stretched(core: Aligned, quote: Keys, source: Keys) -> Aligned:
    """The same with the words beside it that agree too: they may have been matched with twins further away."""
    first, stop, before, behind = core.first, core.stop, core.source_first, core.source_stop
    while first > 0 and before > 0 and quote[first - 1] == source[before - 1]:
        first, before = first - 1, before - 1
    while stop < len(quote) and behind < len(source) and quote[stop] == source[behind]:
        stop, behind = stop + 1, behind + 1
    more = weight(quote[first : core.first]) + weight(quote[core.stop : stop])
    return Aligned(first, stop, before, behind, core.agreed + more)
