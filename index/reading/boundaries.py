"""Where sentences end: sentencex's boundaries, corrected where it is known to err.

sentencex is asked about a copy of the text without quotation marks and brackets, as long as the text: an inch mark or
a quotation that nobody closes would hide the boundaries behind it. What it says of a full stop is then overruled by
what stands around it. The rules for abbreviations here are English, `full_stops.py` has those of other languages; the
others hold for every language.
"""

import re
from collections.abc import Iterator

import sentencex

from index.english import FUNCTION_WORDS, is_common
from index.reading.abbreviations import (
    AFTER_HOURS,
    BEFORE_NUMBERS,
    DAYS,
    EITHER,
    HOURS,
    INSTITUTIONS,
    MONTHS,
    NEVER,
    TITLES,
)
from index.reading.full_stops import full_stop_ends

_QUOTES = '"“”„‟‘’‹›«»'
_DASHES = "—–-"
_UNQUOTED = re.compile(r"[\"“”„‟‘‹›«»()\[\]{}*_~`\r\n\t]")
_WIDE_SPACE = re.compile(r"[^\S ]")

# A mark, what closes behind it, and a note's mark; every quantifier is possessive or bounded, so that a run of marks
# is looked at once.
_NOTE = (
    r"(?:\ \[(?:\^?\w{1,5}|[\d,–\- ]{1,20}|[a-z]{1,12}\ (?:needed|\d{1,3}))\]"
    r"|\[[^\[\]]{1,40}\](?::\d{1,4}(?:[–-]\d{1,4})?)?)++"
    r"|[\u00b9\u00b2\u00b3\u2070-\u2079†‡]++|(?:\d{1,3}(?:[,–-]\d{1,3})*+|\(\d{1,3}\))(?=\s+[\"“‘(]?[A-Z]|\s*+\Z)"
)
_SMILEY = r"[:;=][-o']?[()DP|]++(?=\s|\Z)"
_STOP = re.compile(
    r"(?P<mark>\.(?:\ \.)++\.*+|[.!?…]++)"
    r"(?P<close>(?:[\"'”’»›)\]}*_~`]|[“‘«‹](?=\s|\Z)|\ »(?=[\s,;.:]|\Z))*+)"  # „So!“, »So!«, « Si ! »
    rf"(?P<note>{_NOTE})?(?:\ {_SMILEY})?(?P<space>\s++|\Z)?"
)
_OPERATORS = "+−×·÷=<>≤≥≠^/"
_BEFORE_DIGITS = "+±~≈<>=#€$£¥"  # "Tel. +44", "approx. €40"
_BEFORE = re.compile(r"[^\s\"“”‘(\[{*_—–]*\Z")
_AFTER = re.compile(
    r"(?P<open>(?:[«—–-]\ |[\"'“”„‟‘‚’‹«»(\[*_¿¡—–-])*)(?P<word>[^\s\"“”)\],;:!?]{0,30})\S{0,3}\s*+(?P<second>\S{0,30})"
)
_WORD_END = re.compile(r"[a-z]{2}\Z|\b1[0-9]{3}\Z|\b20[0-9]{2}\Z|[\"'”’)]\Z", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^\W\d_]{1,8}\Z")
_ONLY_MARK = re.compile(r"\W*(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxlIVXL]{1,5})\.?\Z")
_OPENING = re.compile(r"\W*(?:At|By|Around|About|Before|After|Until|From|Since|Between|On|Shortly)(?:\s+\S+){1,4}\Z")

_SAID = (
    r"(?:said|says|say|asked|asks|ask|replied|replies|answered|answers|added|adds|called|calls|cried|shouted|yelled|"
    r"whispered|wrote|writes|told|exclaimed|wondered|wanted\sto\sknow|demanded|inquired|enquired|insisted|declared|"
    r"joked|remarked|noted|promised|warned|responded|retorted|snapped|muttered|murmured|laughed|sighed|screamed|"
    r"announced|continued|explained|repeated|began|begged|pleaded|protested|objected|suggested|admitted|agreed|"
    r"argued|claimed|commented|complained|interrupted|interjected|queried|recalled|quipped|roared|sneered|teased|"
    r"tweeted|urged|went\son|chimed\sin|thought|observed|boasted|countered|concluded|confirmed)"
)
_NAME = r"(?:[A-Z][\w'’\-]*\.?|I|de|van|von|der|bin|al|la)"
_SPEAKER = re.compile(
    rf"(?!(?:He|She|It|They|We|You|The|A|An|This|That|But|And|Then|When|If)\b){_NAME}(?:\s{_NAME}){{0,4}}"
    rf"(?:,\s[^,.!?\"“”]{{1,60}},)?(?:\s(?:then|also|later|once|again|[a-z]+ly))?\s{_SAID}\b"
)

# What ends a sentence without a full stop in letters and posts: a smiley, a rule, a greeting in front of a name, the
# time in a header; and an address between addresses.
_CLOSERS = ("Thanks,", "Thank you,", "Best,", "Regards,", "regards,", "Sincerely,", "Cheers,", "Love,", "Yours,")
_CLOSER = re.compile(
    r"(?:Thanks|Many thanks|Thank you|Best|(?:Best |Kind |Warm )?[Rr]egards|Sincerely|Cheers|Love|Yours),(?=\s[A-Z])"
)
# Each with strings of which a text must have one: they are looked for faster.
_UNMARKED = (
    (_CLOSERS, _CLOSER),
    ((":", ";", "="), re.compile(r"[:;=](?<=\s.)[-o']?[()DP|]++(?=\s+[A-Z])")),
    (("----", "____", "====", "****"), re.compile(r"[-_=*](?:(?<=\s.)|(?<=\A.))[-_=*]{3,}+(?=\s)")),
    (("。", "！", "？"), re.compile(r"[。！？](?=\s*\d)")),  # sentencex sees none in front of a digit
    # Utterances one behind the other, of which Japanese ends none with a full stop; but titles: 「春」「夏」の二曲.
    (("」「",), re.compile(r"「[^「」]{11,300}[ぁ-ん]」(?=「[^「」]{11,300}[ぁ-ん]」)")),
    (("/",), re.compile(r"[0-9]{1,2}/\d{1,2}/\d{2,4} \d{1,2}:\d{2}(?: [AP]M)?(?=\s+[A-Z])")),
    (("://",), re.compile(r"https?://\S{3,2000}(?=\shttps?://)")),
)
_UNSPACED = re.compile(r"[.!?](?=([A-Z][a-z]{0,20})[\s,'’])")

_OPENING_MARKS = "“„‟‘‹«([{"
# Who speaks, behind what is said: "「行く。」と言った。"
_SPOKEN = re.compile(
    r"[。！？][」』”’](?:と|って|など|との|[、，]|[^\s。！？，：“”「」]{0,5}(?:说|說|问|問|答|喊|叫|写|寫|笑)道?(?=[。，：！？]))"
)
_INITIAL = re.compile(r"(?<![A-Za-z])[A-ZＡ-Ｚ]．\s?\Z")

# Items inside a line: "(1) …", "a) …", "1. …", "1.) …"; the same kind of mark, counted up from the first.
_ITEM = re.compile(
    r"(?:(?<=\s)|\A|(?<=[⁃•]))(?P<mark>\((?P<paren>\d{1,2}|[a-z])\)|(?P<half>\d{1,2}|[a-z])\)|(?P<both>\d{1,2})\.\)"
    r"|(?P<dot>\d{1,2}|[a-z])\.)\s+(?=\S)"
)
_FIRST = re.compile(r"[1a](?:\)|\.\)?)\s")  # looked for first, which is quick
_BULLET = re.compile(r"[•▪◦‣⁃●■](?:(?<=\s.)|(?<=\A.))\s*(?=\S)")


def sentence_ends(text: str, language: str) -> list[int]:
    """Ascending offsets behind the sentences of a text that is one block; the last is its length."""
    flat = _WIDE_SPACE.sub(" ", text)
    told = [b["end_index"] for b in sentencex.get_sentence_boundaries(language, _UNQUOTED.sub(" ", flat))]
    items = sorted(_items(flat))  # start of each and end of its mark
    mark_end = 0
    ends = [begin for begin, _ in items] + list(_unmarked(flat))
    start, seen, item = 0, 0, 0
    for stop in _STOP.finditer(flat):
        while item < len(items) and items[item][0] <= stop.start():
            start, mark_end, item = *items[item], item + 1
        while seen < len(told) and told[seen] <= stop.start():  # by the marks of other scripts
            if flat[max(0, told[seen] - 4) : told[seen]].strip(_QUOTES + " ")[-1:] not in tuple(".!?…"):
                ends.extend(_by_other_marks(flat, told[seen]))
            seen += 1
        if stop["space"] is None:  # nothing ends inside "3.5"
            while seen < len(told) and told[seen] <= stop.end() + 1:
                seen += 1
            continue
        following = _AFTER.match(flat, stop.end())
        assert following is not None  # it may match nothing
        said = False
        while seen < len(told) and told[seen] <= max(stop.end(), following.start("word")):
            said, seen = True, seen + 1
        if stop.start() >= mark_end and _ends(flat, start, stop, following, said, language):
            start = stop.end()
            ends.append(stop.start("space"))
    ends.extend(end for each in told[seen:] for end in _by_other_marks(flat, each))
    return sorted({*(end for end in ends if 0 < end < len(text)), len(text)})


def _by_other_marks(text: str, end: int) -> Iterator[int]:
    """Where a sentence ends that sentencex saw end by a mark of another script, if it does.

    A quotation or bracket that opens there is the next sentence's, and who speaks belongs to what is said. What goes on
    in lower case is the same one: Greek asks with a semicolon, and joins with it too.
    """
    if text[end : end + 3].lstrip()[:1].islower() or _INITIAL.search(text, max(0, end - 3), end):
        return
    if text[end - 2 : end] == ' "' and text[end : end + 1].strip():
        end -= 1
    while end > 0 and text[end - 1] in _OPENING_MARKS:
        end -= 1
    if _SPOKEN.match(text, max(0, end - 2)) is None:
        yield end


def _ends(flat: str, start: int, stop: re.Match[str], following: re.Match[str], said: bool, language: str) -> bool:
    """Whether a sentence that began at `start` ends with a mark; `said` is sentencex's opinion."""
    mark, word = stop["mark"], following["word"]
    before = flat[max(start, stop.start() - 30) : stop.start()]
    note = stop["note"] or ""
    if note[:1].isdecimal() and not _WORD_END.search(before):
        return False  # a decimal fraction
    if not word:
        return said
    if word[0].islower() and any(c in _DASHES for c in (*following["open"], flat[start : start + 3].lstrip()[:1])):
        return False  # "«Когда?» — спросил он", "- Când vii? a întrebat ea"
    if word[0].islower() and (mark != "." or stop["close"].strip("*_~`")):
        # "Will it close?" she asked, but: "is it safe? my cat eats it"
        return bool(note) or (mark not in ("!", ".", "…") and mark[0] in "?!" and not stop["close"])
    if before[-1:] == "[" and stop["close"][:1] == "]":
        return False  # words were left out
    if stop["close"][:1] == ")" and (inside := _IN_BRACKETS.search(before)) and inside[0].islower():
        return False  # "Admiral (retd.) Strand"
    if any(c in _QUOTES for c in stop["close"]) and _SPEAKER.match(flat, following.start("word"), stop.end() + 150):
        return False
    if note or mark != ".":
        return True
    if len(before) < 8 and _ONLY_MARK.match(flat, start, stop.start()) and (before.strip() != "I" or start == 0):
        return False  # the number of a paragraph
    if language == "en":
        return _full_stop(flat, start, stop, following, said)
    return full_stop_ends(before, following["open"], word, said, language)


def _full_stop(flat: str, start: int, stop: re.Match[str], following: re.Match[str], said: bool) -> bool:
    """The same of a full stop in English."""
    found = _BEFORE.search(flat, max(start, stop.start() - 30), stop.start())
    written = found[0] if found else ""
    last, word, second = written.lower(), following["word"], following["second"]
    said = said or written == "May"  # sentencex takes it for an abbreviation
    if word[0].islower():
        return not _abbreviates(last) and (said or (len(last) > 3 and is_common(last)))
    if not word[0].isupper():
        return said and not ((word[0].isdecimal() or word[0] in _BEFORE_DIGITS) and _abbreviates(last))
    if last in NEVER:
        return False
    function = word.lower() in FUNCTION_WORDS
    begins = function or (is_common(word) and not second[:1].isupper())
    if len(last) == 1 and last.isalpha():
        return function if written == "I" or not _name_before(flat, start, stop.start() - 1) else False
    if last in HOURS:
        return word.lower().rstrip(".") not in AFTER_HOURS and not (
            _OPENING.match(flat, start, stop.start()) and not begins
        )
    if "." in last and last.replace(".", "").isalpha():  # U.S., Ph.D.
        return begins and (function or word.lower() not in INSTITUTIONS)
    if last == "etc":
        return True
    if last in ("st", "ft", "mt") and written[0].isupper():
        return begins and _name_before(flat, start, stop.start() - len(last))
    if last in TITLES and (written[0].isupper() or not is_common(last)):
        return function
    if written.islower() and is_common(written):
        return True  # a word that also abbreviates another: "no art. Ms. Hale objects"
    if last in EITHER or last in BEFORE_NUMBERS or last in MONTHS or last in DAYS:
        return begins or (last == "no" and not second[:1].isupper())
    return said or begins


def _abbreviates(last: str) -> bool:
    return last in TITLES or last in BEFORE_NUMBERS or last in EITHER or last in MONTHS or last in DAYS or last in HOURS


def _name_before(flat: str, start: int, stop: int) -> bool:
    """Whether the word in front of an offset has a capital letter."""
    words = flat[max(start, stop - 30) : stop].split()
    return bool(words) and words[-1][:1].isupper()


def _unmarked(flat: str) -> Iterator[int]:
    for needed, pattern in _UNMARKED:
        for found in pattern.finditer(flat) if any(part in flat for part in needed) else ():
            before = flat[max(0, found.start() - 2) : found.start()]
            if found[0][0].isupper():  # a greeting: only where a sentence begins
                if not before or before[0] in ".!?":
                    yield found.end()
            else:
                yield found.end()
                if found[0][0] in "-_=*":
                    yield found.start()
    for found in _UNSPACED.finditer(flat):
        word = _BEFORE.search(flat, max(0, found.start() - 20), found.start())
        if word and is_common(word[0]) and is_common(found[1]):
            yield found.end()


def _items(flat: str) -> Iterator[tuple[int, int]]:
    """Where items begin inside a line, and their marks end: bullets, and marks of a kind that count up."""
    for bullet in _BULLET.finditer(flat):
        yield bullet.span()
    runs: dict[str, list[re.Match[str]]] = {}
    for item in _ITEM.finditer(flat) if _FIRST.search(flat) else ():
        kind, value = next((k, v) for k, v in item.groupdict().items() if k != "mark" and v is not None)
        number = int(value) if value.isdecimal() else ord(value) - ord("a") + 1
        run = runs.setdefault(f"{kind} {value.isdecimal()}", [])
        if number == 1:
            yield from _listed(flat, run)
            run[:] = [item]
        elif run and number == len(run) + 1:
            run.append(item)
    for run in runs.values():
        yield from _listed(flat, run)


def _listed(flat: str, run: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    if len(run) == 1 and run[0]["dot"] and flat[max(0, run[0].start() - 3) : run[0].start()].rstrip()[-1:] == ":":
        yield run[0].span()
    if len(run) > 1 and all(_begins_item(flat, item) for item in run):
        yield from (item.span() for item in run)


def _begins_item(flat: str, item: re.Match[str]) -> bool:
    """A capital letter behind it, or a mark in front; a full stop is no mark of an item otherwise.

    Nor is what is added to something: "a prime of the form n + 1. These …".
    """
    if flat[max(0, item.start() - 3) : item.start()].rstrip()[-1:] in tuple(_OPERATORS):
        return False
    if flat[item.end()].isupper():
        return True
    return item["dot"] is None and flat[max(0, item.start() - 3) : item.start()].rstrip()[-1:] in tuple(".:;?!")
