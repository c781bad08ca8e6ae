"""Who speaks: the names that turns begin with, in interviews and transcripts, and in exports of chats."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_NAME = r"(?P<name>[^\W\d_][\w'’.\-]*(?:[ ][\w'’.\-]+){0,4})"
CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"  # Japanese, Chinese and Korean letters
_COLON = rf"(?:[ \u00a0\u202f]?:[ \t\u00a0]+|：[ \t\u3000]*|(?<=[{CJK}]):|(?<=[{CJK}][)）]):)(?=\S)"
_NUMBER = r"(?:Q\d{1,4}[.:]?[ \t]+)?"  # of a question: "Q14 CHAIR: …"
TURN = re.compile(rf"{_NUMBER}{_NAME}(?:[ ]?[(（][^()（）]{{1,40}}[)）]|,[ ][\w ]{{1,30}})?{_COLON}")

_POST = re.compile(rf"(?P<name>@\w[\w.\-]{{0,39}})(?:[ ]\d{{1,3}}/\d{{0,3}})?{_COLON}")  # of a thread: "@tom 2/5: …"

# "[12/05/2025, 18:02:11]", "12.05.25, 18:02 -", "12/5, 18:02 -", "(00:03)", "6:02 PM", "Today at 18:02"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?:[ \u202f]?[AaPp]\.?[Mm](?!\w)\.?)?"
_WHEN = rf"(?:(?:\d{{1,4}}[./\-]\d{{1,2}}(?:[./\-]\d{{1,4}}|\.)?|Today|Yesterday),?[ ](?:at[ ])?)?{_TIME}"
_STAMP = rf"(?:\[{_WHEN}\]|\({_WHEN}\)|{_WHEN}(?!\w))"
# Names as chats have them: "anna_92", "+44 7700 900123".
_CALLED = r"(?P<name>[^\s:;!?<>()\[\]\"“”„«][^:;!?<>()\[\]\"“”„«]{0,39}?)"
_BEHIND_TIME = re.compile(
    rf"{_STAMP}(?:[ ]?[\-–—])?[ \t]+(?:From[ \t]+)?{_CALLED}(?:[ ]to[ ]Everyone|[ ]\([^()]{{1,20}}\))?{_COLON}"
)
_IN_ANGLES = re.compile(rf"{_STAMP}[ \t]+<[@+%~& ]?(?P<name>[^<>\s]{{1,30}})>[ \t]+(?=\S)")  # IRC: "09:20 <@tom> …"
_BETWEEN = re.compile(rf"{_NAME}[ \t]+{_STAMP}{_COLON}")
_LINE_END = r"(?=[ \t]*(?:\n|\Z))"
_BEFORE_TIME = re.compile(rf"{_NAME}(?:,|[ ][\-–—])?[ \t]+{_STAMP}{_LINE_END}")
_BELOW_TIME = re.compile(rf"\[{_WHEN}\][ \t]+{_NAME}{_LINE_END}")

_LAST_NUMBER = re.compile(r"[ ]\d+\Z")
_HAS_COLON = re.compile("[:：]")
_INVISIBLE = "\u200e\u200f\ufeff"  # WhatsApp writes them in front
_SAID = re.compile(r"[.?!…。！？؟।][\"'”’»」)\]*_]*\s*\Z")
# Nobody's names: of questions and answers, and what minutes and reports say again and again, in twelve languages.
_ASKED = ("Q", "A", "F", "Question", "Answer", "Frage", "Antwort")
_LABELS = """
    decision decided resolved agreed action actions vote motion result note item topic finding recommendation response
    beschluss abstimmung ergebnis antrag aufgabe hinweis empfehlung feststellung décision résolution recommandation
    constat acuerdo decisión votación acción recomendación hallazgo decisione delibera votazione azione raccomandazione
    decyzja uchwała głosowanie zadanie wniosek zalecenie рішення ухвала ухвалили голосування рекомендація знахідка
    решение решили постановили голосование рекомендация karar oylama öneri bulgu القرار التصويت التوصية النتيجة
    निर्णय मतदान सिफ़ारिश 决定 决议 表决 建议 決定 議決 採決 勧告
"""
_NOBODY = frozenset(_LABELS.split())
LONGEST_LABEL = 120  # code points of name and time
LONGEST_LABELLED = 60  # code points of a label with its value; a longer line is one that somebody speaks
MOST_WITHOUT_CASE = 12  # code points of a name in a script that has no capitals


class Turn(NamedTuple):
    """The name that somebody's turn begins with, and whether the time stands beside it."""

    name: str
    timed: bool


class Voices(NamedTuple):
    """Who speaks in a text, in turns that all have the time beside them, or else in any."""

    names: frozenset[str]
    timed: bool = False

    def speaker(self, words: str) -> str | None:
        """Who begins to speak in a unit of these words; None where nobody does."""
        turn = turn_of(words)
        return turn.name if turn and turn.name in self.names and turn.timed >= self.timed else None


def turn_of(words: str) -> Turn | None:
    """What a unit of these words would begin, if it were somebody's turn; a line of a name and a time ends there."""
    words = words.lstrip(_INVISIBLE)
    if not _HAS_COLON.search(words, 0, LONGEST_LABEL):
        return None
    if found := _BEHIND_TIME.match(words) or _IN_ANGLES.match(words):
        return Turn(found["name"].strip(f"~ \u00a0\u202f{_INVISIBLE}"), timed=True)
    if found := _POST.match(words):
        return Turn(found["name"], timed=False)
    timed = _BETWEEN.match(words) or _line(words)
    found = timed or TURN.match(words)
    return Turn(found["name"], timed=timed is not None) if found and _is_name(found["name"]) else None


def is_timed(words: str) -> bool:
    """Whether words begin as somebody's turn in a chat or a recording does, with name and time."""
    turn = turn_of(words)
    return turn is not None and turn.timed


def is_name_line(words: str) -> bool:
    """Whether a line is nothing but a name and the time, above what is said then."""
    words = words.strip(f" \t{_INVISIBLE}")
    if not _HAS_COLON.search(words, max(0, len(words) - LONGEST_LABEL)):
        return False
    found = _line(words)
    return found is not None and found.end() == len(words) and _is_name(found["name"])


def in_one_line(lines: Iterable[str]) -> str:
    """Lines as one, but for one with a name and the time above what is said then."""
    first, *rest = lines
    if not rest:
        return first
    return (f"{first}\n" if is_name_line(first) else f"{first} ") + " ".join(rest)


def _line(words: str) -> re.Match[str] | None:
    return _BEFORE_TIME.match(words) or _BELOW_TIME.match(words)


def voices(units: Iterable[str]) -> Voices:
    """The names that units begin with, if one of them comes again, or several are in capitals; those with the time
    beside them alone, if one of those does, or those of posts. Where most are short and no sentences they are labels:
    "Price: 85 euros".
    """
    told = [(turn, words) for words in units if (turn := turn_of(words)) and not _names_nobody(turn.name)]
    found = told[_is_title(told) :]
    turns = [turn for turn, _ in found]
    timed = Counter(turn.name for turn in turns if turn.timed)
    if _comes_again(timed):
        return Voices(frozenset(timed), timed=True)
    posts = {turn.name for turn in turns if turn.name.startswith("@")}
    if len(posts) > 1:
        return Voices(frozenset(posts))
    said = [words for turn, words in found if not turn.timed]
    names = Counter(turn.name for turn in turns if not turn.timed)
    if 2 * sum(_SAID.search(words) is not None or len(words) > LONGEST_LABELLED for words in said) < len(said):
        return Voices(frozenset())
    if _comes_again(names):
        return Voices(frozenset(names))
    capitals = [name for name in names if name.isupper() and len(name) > 1]
    return Voices(frozenset(capitals if len(capitals) > 1 else ()))


def _names_nobody(name: str) -> bool:
    """Whether what looks like a name is a label: "Decision", "ACTION", "Item 3"."""
    return name in _ASKED or _LAST_NUMBER.sub("", name).lower() in _NOBODY


def _is_title(told: Sequence[tuple[Turn, str]]) -> bool:
    """Whether what looks like the first turn is none: "Interview: Ann Doe", of which nothing else is said."""
    again = {turn.name for turn, _ in told[1:]}
    return bool(told) and not told[0][0].timed and told[0][0].name not in again and not _SAID.search(told[0][1])


def _comes_again(names: Counter[str]) -> bool:
    return max(names.values(), default=0) > 1 and names.total() > 2


def _is_name(name: str) -> bool:
    """Whether words look like a name: with capitals but for "von der", or short in a script without capitals."""
    first, *middle = name.split(" ")
    last = middle.pop() if middle else first
    if first[0].islower() or last[0].islower() or any(word[0].islower() and len(word) > 3 for word in middle):
        return False
    return first[0].isupper() or len(name) <= MOST_WITHOUT_CASE
