"""Questions that a sentence answers, formed from its own words by rule. English; they read as a person would ask.

A rule takes the sentence's subject and its first verb that the rule knows, and turns them around: "Trump told European
leaders that …" becomes "What did Trump tell European leaders?". Where it is not sure, it forms nothing.
"""

import re
from collections.abc import Iterator

LONGEST_SUBJECT = 6  # words

# What each rule knows of verbs: the form in the sentence, and the form in the question.
_SAID = {
    "said": "say", "announced": "announce", "argued": "argue", "claimed": "claim", "concluded": "conclude",
    "declared": "declare", "discovered": "discover", "explained": "explain", "found": "find",
    "indicated": "indicate", "predicted": "predict", "promised": "promise", "proposed": "propose",
    "recommended": "recommend", "reported": "report", "revealed": "reveal", "showed": "show", "signaled": "signal",
    "signalled": "signal", "stated": "state", "suggested": "suggest", "warned": "warn", "wrote": "write",
}  # fmt: skip
_TOLD = {"told": "tell", "asked": "ask", "reminded": "remind", "assured": "assure", "informed": "inform"}
_URGED = {
    "urged": "urge", "asked": "ask", "ordered": "order", "advised": "advise", "encouraged": "encourage",
    "forced": "force", "invited": "invite", "allowed": "allow", "persuaded": "persuade", "required": "require",
}  # fmt: skip
_AGREED = {
    "agreed": "agree", "decided": "decide", "threatened": "threaten", "promised": "promise", "refused": "refuse",
    "offered": "offer", "vowed": "vow", "planned": "plan", "wanted": "want", "hoped": "hope", "tried": "try",
    "failed": "fail", "managed": "manage", "attempted": "attempt", "pledged": "pledge", "sought": "seek",
}  # fmt: skip
_WANTS = {"plan": "plan", "want": "want", "hope": "hope", "intend": "intend", "aim": "aim", "need": "need"}
_MODALS = "will|would|could|may|might|must|should|can"
_DOING = "focusing|working|relying|waiting|looking|depending|fighting|calling|pushing|campaigning|concentrating"
_MADE = (
    r"(?:\w{2,}ed|built|born|held|made|written|drawn|won|lost|sold|sent|led|begun|chosen|given|known|shown|taken"
    r"|struck|hit|torn|blown|broken|overthrown)"
)
_ROLES = (
    "president|minister|aide|chancellor|secretary|chief|director|leader|spokesman|spokeswoman|spokesperson|professor"
    "|analyst|economist|scientist|historian|founder|co-founder|author|governor|senator|mayor|general|ambassador"
    "|envoy|lawyer|physicist|chemist|biologist|engineer|architect|composer|poet|novelist|painter|journalist|editor"
    "|chairman|chairwoman|executive|officer|coach|captain|commander|king|queen|prince|princess|emperor|bishop|pope"
)
_PERSON = re.compile(rf"\b(?:{_ROLES}|\w+(?:ist|ian|man|woman))\b", re.I)

_WORD = r"[^\W_][\w’'-]*"
_SUBJECT = rf"(?P<subject>{_WORD}(?: {_WORD}){{0,{LONGEST_SUBJECT - 1}}}?)"
_ADVERB = r"(?:(?:\w+ly|also|now|still|later|first|then|soon) ){0,2}"
_TIME = (
    r"(?:in (?:the (?:early |late |mid-)?)?(?:\d{3,4}s?|January|February|March|April|May|June|July|August|September"
    r"|October|November|December)|on (?:\d|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday))\b"
)
_OTHER = rf"(?P<other>{_WORD}(?: {_WORD}){{0,4}}?)"


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


# Words that no subject of ours holds: those that point elsewhere, and those that begin another clause.
_NOT_IN_SUBJECT = _words(
    "i you he she it we they him her them his hers its their our my your this that these those there here who whom",
    "whose which what when where while why how if because since after before than as though although unless until",
    "so but or nor yet however not another other others such same former latter people",
    "is are was were be been has have had do does did will would could may might must should can",
)
_NOT_FIRST = _words(
    "in on at by with from for to of about ahead following during under over between among against through according",
    "also then now only even once despite without within like unlike and another more less",
)
_LOWERED = _words(
    "the a an some many most few several all both each every no",
    "one two three four five six seven eight nine ten",
)


def questions(sentence: str, text: str) -> Iterator[str]:
    """The questions that the rules form from a sentence of a text, the most particular first."""
    yield from _about_people(sentence)
    yield from _about_numbers(sentence)
    for pattern, template in _RULES:
        match = pattern.match(sentence)
        if match is None:
            continue
        subject = _subject(match["subject"], text)
        asked = subject and template(subject, {k: v for k, v in match.groupdict().items() if v is not None})
        if asked:
            yield asked


def names(sentence: str) -> Iterator[str]:
    """The names in a sentence: words with capitals after a word without, "Donetsk and Luhansk" as one."""
    part = r"[A-Z][\w’-]*[a-z]"
    for match in re.finditer(rf"(?<=[a-z,] )((?:the )?{part}(?: (?:of |and )?{part})+)\b", sentence):
        yield match[1].removesuffix("’s")


def _about_people(sentence: str) -> Iterator[str]:
    for match in re.finditer(rf"\b(?:{_ROLES}) ([A-Z][\w-]+(?: [A-Z][\w-]+){{1,2}})\b", sentence, re.I):
        if match[1][0].isupper() and all(word[0].isupper() for word in match[1].split()):
            yield f"Who is {match[1]}?"


def _about_numbers(sentence: str) -> Iterator[str]:
    number = (
        r"(?:\d[\d,.]*(?: (?:million|billion))?|two|three|four|five|six|seven|eight|nine|ten|dozens of|hundreds of)"
    )
    about = r"(?:(?:about|around|nearly|almost|some|over|more than|at least) )?"
    match = re.match(rf"{about}{number} (?P<rest>[a-z][^,;:“”\"()]*)\.$", sentence, re.I)
    if match is None:
        return
    words = match["rest"].split()
    counted = [w for w in words[:3] if w.endswith("s") or w in ("people", "men", "women", "children")]
    if counted and len(words) <= 14 and words[0] not in (_NOT_IN_SUBJECT | _NOT_FIRST) - {"people"}:
        yield f"How many {match['rest']}?"


def _subject(words: str, text: str) -> str | None:
    """The subject as it stands inside a question, or None where it does not stand alone or may not be one."""
    first, *rest = words.split()
    lowered = first.casefold()
    if lowered in _NOT_FIRST or lowered.endswith(("ly", "ing")) or words.endswith(("ing", "ed")):
        return None
    if any(word.casefold() in _NOT_IN_SUBJECT or (word.islower() and word.endswith("ed")) for word in (first, *rest)):
        return None
    if lowered in _LOWERED:
        alone = len(rest) < 2 and "".join(rest).islower()  # "the target": which one?
        return None if alone or not rest else " ".join((lowered, *rest))
    stem = re.escape(re.sub(r"[’']s?$", "", first))
    if re.search(rf"\w {re.escape(lowered)}\b", text):
        return " ".join((lowered, *rest))
    return words if re.search(rf"[a-z,] {stem}\b", text) or any(word[0].isupper() for word in rest) else None


Parts = dict[str, str]


def _did_say(subject: str, p: Parts) -> str:
    return f"What did {subject} {_SAID[p['verb']]}?"


def _did_tell(subject: str, p: Parts) -> str | None:
    return None if _points(p["other"]) else f"What did {subject} {_TOLD[p['verb']]} {p['other']}?"


def _did_urge(subject: str, p: Parts) -> str | None:
    return None if _points(p["other"]) else f"What did {subject} {_URGED[p['verb']]} {p['other']} to do?"


def _do_want(subject: str, p: Parts) -> str:
    return f"What {'does' if p['verb'].endswith('s') else 'do'} {subject} {_WANTS[p['verb'].removesuffix('s')]} to do?"


def _acts(subject: str) -> bool:
    """Whether a subject is likely to do things: it is, or ends in, a name, or is many."""
    words = subject.removeprefix("the ").split()
    return words[-1][0].isupper() or words[-1].endswith(("ers", "ors", "als", "ists", "nations", "countries"))


def _modal(subject: str, p: Parts) -> str | None:
    return f"What {p['aux']} {subject} do?" if _acts(subject) else None


def _what_is(subject: str, p: Parts) -> str | None:
    kind = re.split(r",| (?:of|in|on|at|for|by|from|with|and|or|to|who|that|which|whose|where)\b", p["kind"])[0]
    if _PERSON.search(kind) and p["aux"] in ("is", "was"):
        return f"Who {p['aux']} {subject}?"
    return f"What {p['aux']} {subject}?" if p["aux"] in ("is", "are") or not subject[0].isupper() else None


def _doing(subject: str, p: Parts) -> str:
    return f"What {p['aux']} {subject} {p['doing']} {p['on']}?"


def _points(words: str) -> bool:
    return any(word.casefold() in _NOT_IN_SUBJECT for word in words.split())


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"{_SUBJECT} {pattern}")


def _any(forms: dict[str, str]) -> str:
    return rf"(?P<verb>{'|'.join(forms)})"


_BE = r"(?P<aux>is|are|was|were)"
_RULES = (
    (_rule(rf"{_ADVERB}{_any(_TOLD)} {_OTHER} (?:that|he|she|they|on|in|a|the)\b"), _did_tell),
    (_rule(rf"{_ADVERB}{_any(_URGED)} {_OTHER} to\b"), _did_urge),
    (_rule(rf"{_ADVERB}{_any(_AGREED)} to [a-z]"), lambda s, p: f"What did {s} {_AGREED[p['verb']]} to do?"),
    (_rule(rf"{_ADVERB}(?P<verb>(?:{'|'.join(_WANTS)})s?) to [a-z]"), _do_want),
    (_rule(rf"{_ADVERB}{_any(_SAID)}\b"), _did_say),
    (
        _rule(rf"(?P<aux>has|have|had) {_ADVERB}{_any(_SAID)} (?:\w+ly )?(?:that|he|she|they|a|the)\b"),
        lambda s, p: f"What {p['aux']} {s} {p['verb']}?",
    ),
    (
        _rule(rf"{_BE} (?P<set>set|expected|due|supposed|required|about|able|willing|ready) to [a-z]"),
        lambda s, p: f"What {p['aux']} {s} {p['set']} to do?",
    ),
    (_rule(rf"{_BE} (?P<doing>{_DOING}) (?P<on>on|for|with|against|about)\b"), _doing),
    (
        _rule(rf"{_BE} {_ADVERB}(?P<made>{_MADE})(?: [^,;]*?)? {_TIME}"),
        lambda s, p: f"When {p['aux']} {s} {p['made']}?",
    ),
    (_rule(rf"{_BE} {_ADVERB}(?P<made>{_MADE}) by\b"), lambda s, p: f"Who {p['aux']} {s} {p['made']} by?"),
    (
        _rule(rf"{_BE} {_ADVERB}(?P<made>located|situated|based|held|born|buried) (?:in|at|on|near)\b"),
        lambda s, p: f"Where {p['aux']} {s} {p['made']}?",
    ),
    (_rule(rf"{_BE} (?:an?|the) (?P<kind>[A-Za-z].*)"), _what_is),
    (_rule(rf"(?P<aux>{_MODALS}) {_ADVERB}(?!be\b|have\b|not\b)[a-z]"), _modal),
)
