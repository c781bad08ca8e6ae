"""Which units of a plain text are headings, and how deep they are."""

import re
from collections.abc import Sequence
from itertools import takewhile

from index.reading.turns import CJK
from index.reading.units import FINAL, ITEM, UNDERLINE, Unit

LONGEST_HEADING = 90  # code points

_NUMBERED = re.compile(r"(?P<numbers>\d{1,2}(?:\.\d{1,2})*)\.?[ \t]+(?P<letter>[^\W\d_])")
_NAMED = re.compile(r"(?:Chapter|Section|Part|Article|Appendix|Annex|§)[ ]?(?:\d+|[IVX]+|[A-Z])\b")
_LABEL = re.compile(rf"[^\W\d_][^:：.!?\n]{{0,30}}(?:[ \u00a0\u202f]?:[ \t]+|：[ \t]*|(?<=[{CJK}]):)(?=\S)")
_YEAR = re.compile(r"(?:1[0-9]|20)\d{2}\Z")
_TIMED = re.compile(r"\d{1,2}(?:[:.]\d{2}|[ \u00a0]?(?:h|Uhr|am|pm)\b)")  # a line of a programme
_NUMBERED_NAME = re.compile(r"[^:：]*(?<!\w)\d{1,3}[ \u00a0]?[:：]")
_HASHES = re.compile(r"(#{1,6})[ \t]+\S")
_SENTENCES = re.compile(r"[a-z)][.!?](?:\[\w{1,4}\])*[\"'”’]*\s+[\"“]?[A-Z]")


def is_heading(units: Sequence[Unit], number: int) -> bool:
    """A short line of its own without a full stop, above something else; or one that is marked as a heading."""
    unit = units[number]
    words = unit.words
    below = units[number + 1] if number + 1 < len(units) else None
    if len(unit.lines) > 2 or len(words) > LONGEST_HEADING or below is None:
        return False
    if not any(map(str.isalpha, words)) and not _YEAR.match(words):
        return False
    if UNDERLINE.match(below.words) and not below.first:
        return True
    if FINAL.search(words) or _SENTENCES.search(words) or below.table or below.words[:1].islower():
        return False
    if _HASHES.match(words) and unit.first:
        return True
    over_prose = bool(FINAL.search(below.words)) and len(below.words) > len(words)
    right_above = over_prose or _over_lines(units, number)
    if ITEM.match(words):
        beside = any(ITEM.match(other.words) for other in (below, *units[max(0, number - 1) : number]))
        if beside or not (unit.first and _numbered(words) and (below.first or right_above)):
            return False
    if _NAMED.match(words):
        return unit.first
    if not words[0].isalnum() or words[0].islower() or not unit.first:
        return False
    if number and _is_label(words):
        return False
    if below.first:  # blank lines on both sides
        return number == 0 or _is_prose(units[number + 1 : number + 4]) or words.isupper()
    return right_above and any(u.first for u in units[1:])


def _is_label(words: str) -> bool:
    """Whether a line says something of what its first words name ("Grade: C"), unless that has a number, as a section
    has ("Finding 2: Split purchases"), or all of it is in capitals.
    """
    return _LABEL.match(words) is not None and not _NUMBERED_NAME.match(words) and not words.isupper()


def _over_lines(units: Sequence[Unit], number: int) -> bool:
    """Whether a line stands right above items, parts with its own number ("3 Terms" above "3.1 bag: …"), lines with
    a time in front, or lines of which two are labels with what they are of: "Price: 85 euros".
    """
    words = units[number].words
    run = [unit.words for unit in takewhile(lambda unit: not unit.first, units[number + 1 :])]
    numbered, items = _numbered(words), [ITEM.match(line) for line in run[:2]]
    if numbered and run and run[0].startswith(f"{numbered['numbers']}."):
        return True
    if len(run) > 1 and (all(items) or (all(map(_TIMED.match, run[:2])) and not _TIMED.match(words))):
        return True
    return sum(_LABEL.match(line) is not None for line in run) > 1 and not _is_label(words)


def _numbered(words: str) -> re.Match[str] | None:
    """A section's number and the first letter behind it, unless that is a small one."""
    found = _NUMBERED.match(words)
    return found if found and not found["letter"].islower() else None


def _is_prose(units: Sequence[Unit]) -> bool:
    """Whether what comes next that is no short line of its own has a sentence's end, or is an item or a row."""
    return any(u.table or u.code or ITEM.match(u.words) or FINAL.search(u.words) for u in units)


def level_of(units: Sequence[Unit], number: int) -> int:
    """How deep a heading is: 0 for the title."""
    words = units[number].words
    if number == 0:
        return 0
    if hashes := _HASHES.match(words):
        return len(hashes[1])
    if numbered := _numbered(words):
        return 2 + numbered["numbers"].count(".")
    if number + 1 < len(units) and (rule := UNDERLINE.match(units[number + 1].words)):
        return 1 if rule[0][0] == "=" else 2
    return 1 if words.isupper() or _NAMED.match(words) else 2


def is_short_line(words: str) -> bool:
    """Whether words are as long as a heading may be, and end as one does."""
    return len(words) <= LONGEST_HEADING and any(map(str.isalpha, words)) and not FINAL.search(words)
