"""What a question is after: what the articles say, what one is about, what is known of it, or nothing at all.

English, by rules that match a question as a whole: one that goes on to anything else is an ordinary question.
`tests/benchmarks/intents.py` counts how many real questions are taken for something else; at most one in 200 may be.
`qa/intent_elsewhere.py` does the same for other languages.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Intent = Literal["question", "overview", "details", "talk"]
Field = Literal["title", "author", "published", "url", "language"]

# How people name the text that they have before them. "the report" may be one that it tells of, "this report" is not.
_ANY = (
    r"article|text|document|doc|page|web ?page|pdf|file|piece|story|news story|news article|report|post|blog post|"
    r"paper|essay|book|publication|source|item|email|mail|letter|memo|transcript|interview|speech|review|column|entry|thing"
)
_OWN = r"article|text|document|doc|web ?page|pdf|file"
_THIS = rf"(?:th(?:is|ese)(?: (?:{_ANY})s?)?|(?:the|that|your) (?:{_OWN})s?)"
_OF = rf"(?: (?:of|for|to|in|behind|from|on) {_THIS})?"
_IS = r"(?: is|'s| was| are| were)"

_AUTHOR = (
    rf"who (?:is it that )?(?:wrote|has written|authored|penned|writes) {_THIS}",
    rf"(?:by whom|from whom){_IS} {_THIS}(?: written| authored)?",
    rf"who{_IS} {_THIS} (?:written |authored )?(?:by|from)",
    rf"{_THIS} (?:is|was) (?:written|authored) by (?:who|whom)",
    rf"who(?:{_IS})? (?:the |its )?(?:authors?|writers?){_OF}",
    rf"whose {_ANY} is (?:this|it)",
    rf"(?:what(?:{_IS})? )?(?:the )?(?:name of the author|author'?s? name|byline){_OF}",
    rf"(?:the )?authors?{_OF}",
)
_PUBLISHED = (
    rf"when (?:was|were|is) {_THIS}(?: first)?(?: (?:published|written|posted|released|dated|printed|put online|out))?"
    r"(?: from)?",
    rf"(?:on )?(?:what|which) (?:date|day|month|year)(?: was| is|'s) {_THIS}(?: (?:published|written|posted|from))?",
    rf"(?:in )?(?:what|which) year (?:was|is) {_THIS}(?: (?:published|written|posted|from))?",
    rf"when did {_THIS} (?:appear|come out|get published)",
    rf"when did (?:they|you|the author) (?:publish|write|post) {_THIS}",
    rf"how (?:old|recent|new) is {_THIS}",
    rf"(?:what(?:{_IS})? )?(?:the |its )?(?:publication date|date of publication|publishing date){_OF}",
    rf"(?:what(?:{_IS})? )?the date of {_THIS}",
)
_TITLE = (
    rf"(?:what(?:{_IS})? )?(?:the |its )?(?:title|headline){_OF}",
    rf"(?:what(?:{_IS})? )?the name of {_THIS}",
    rf"what(?: is|'s| was| are) {_THIS} (?:called|titled|entitled|named)",
    rf"how(?: is|'s) {_THIS} (?:called|titled|entitled)",
)
_URL = (
    rf"where(?: is|'s| was| are| were) {_THIS}(?: originally| first)?(?: (?:from|taken from|published|posted|printed))",
    rf"where (?:does|did|do) {_THIS} (?:come from|appear|originate)",
    rf"(?:in |on |by )?(?:which|what) (?:news ?paper|paper|magazine|web ?site|site|outlet|agency|journal|publisher|"
    rf"publication|news (?:agency|outlet|site))(?: has)? (?:published|printed|ran|posted|is|was) {_THIS}"
    r"(?: (?:from|in|on|published|published in))?",
    rf"who(?: has)? (?:published|posted|printed) {_THIS}",
    rf"who(?:{_IS})? the publisher{_OF}",
    rf"(?:what(?:{_IS})? )?(?:the |its )?(?:url|web address|link|source){_OF}",
    rf"where can (?:i|we|one) (?:find|read) (?:{_THIS}|the original)(?: online)?",
)
_LANGUAGE = (
    rf"(?:in )?(?:what|which) language (?:is|was) {_THIS}(?: (?:written)?(?: ?in)?)?",
    rf"(?:what(?:{_IS})? )?the language of {_THIS}",
)
_DETAILS: Mapping[Field, Sequence[str]] = {
    "author": _AUTHOR,
    "published": _PUBLISHED,
    "title": _TITLE,
    "url": _URL,
    "language": _LANGUAGE,
}

_SHORT = r"(?:short |brief |quick |concise |general )*"
_POINTS = (
    r"(?:main|key|most important|central|essential|principal|major|chief) "
    r"(?:points?|ideas?|facts?|takeaways?|take-?aways?|messages?|topics?|findings?|themes?|arguments?|things?|claims?|"
    r"sentences?|statements?|subjects?)"
)
_GIVE = r"(?:(?:give|tell|show|get|write|list|make|provide|offer|have|see)(?: me| us)? |i (?:want|need) )"
_SUMMARY = rf"(?:an? |the |some )?{_SHORT}(?:summary|overview|gist|synopsis|abstract|outline|recap|tldr|highlights)"
_OVERVIEW = (
    rf"(?:so )?what(?: is|'s| are) {_THIS}(?: all)? about",
    rf"what(?: is|'s) {_THIS}",
    rf"what (?:does|do) {_THIS} (?:say|tell(?: me| us)?|talk about|cover|discuss|describe|deal with|report|mean)"
    r"(?: about)?",
    rf"(?:{_GIVE})?(?:what )?{_THIS} (?:is|are) about",
    rf"(?:tell me|what)(?: all| more)? about {_THIS}",
    rf"(?:{_GIVE})?{_SUMMARY}{_OF}",
    rf"(?:what(?:{_IS})? )?the (?:gist|essence|topic|subject|subject matter|point|thrust|content|contents){_OF}",
    rf"(?:{_GIVE}|what(?: are| is|'s)? )?(?:the |its |some )?(?:\w+ )?{_POINTS}{_OF}",
    rf"{_SHORT}(?:summari[sz]e|sum up|recap|outline|condense|describe|explain|introduce)(?: {_THIS}| it| (?:it )?all|"
    rf" everything)?(?: up)?(?: for me)?(?: (?:in|with) (?:a few|a couple of|one|two|three|\d+|brief|short)"
    rf"(?: \w+)?| briefly| shortly| quickly)?",
    rf"sum {_THIS} up",
    rf"(?:in short|in brief|in a nutshell|briefly|tldr){_OF}",
    rf"what should i know about {_THIS}",
)

_TALK = (
    r"(?:hi|hello|hey|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day|night)|welcome)+"
    r"(?: there| you| again| everyone| all| pincite| bot| friend)?",
    r"(?:many |ok |okay |no |great |cool |perfect )?(?:thanks?|thank you|thank u|thx|ty|cheers|much appreciated)"
    r"(?: you)?(?: so much| very much| a lot| a bunch| again| pincite| anyway| for (?:that|this|the help|your help))*",
    r"(?:ok|okay|k|alright|all right|fine|great|good|cool|nice|perfect|excellent|awesome|wow|got it|i see|understood|"
    r"sure|never ?mind|no problem|very good|well done|good (?:job|bot|work)|sorry|lol|haha|hmm+)(?: then| thanks| so)?",
    r"(?:good)?bye(?: bye)?(?: for now)?|see you(?: later| soon)?|see ya|cya|later|have a (?:nice|good|great) \w+",
    r"who (?:are|r) (?:you|u)|what are you|what(?: is|'s) your name|who is (?:this|pincite)|what is pincite",
    r"(?:who|what company) (?:made|built|created|trained|developed|wrote|programmed|designed) (?:you|pincite)",
    r"are you (?:an? )?(?:bot|chat ?bot|robot|human|person|real|ai|machine|program|llm|chatgpt|gpt|there)(?: person)?",
    r"(?:so )?what (?:can|do|could) you (?:do|answer|know)(?: for me)?|what can i (?:do|ask)(?: you)?(?: here)?|"
    r"what (?:kind of |sort of )?questions can i ask(?: you)?",
    r"how (?:do|can) (?:you|i use (?:you|this)|this) ?(?:work|help(?: me)?)?|how does (?:this|it|pincite) work",
    r"(?:please )?help(?: me)?|(?:can|could) you help(?: me)?(?: please)?|i need help",
    r"how are (?:you|u)(?: doing)?(?: today)?|how(?: is|'s) it going|what(?: is|'s) up|nice to meet you",
    r"(?:this is (?:just )?a )?test(?:ing)?(?: \d+)*|ping|tell me a joke",
)
_REPLY = r"(?:yes|no|yeah|yep|yup|nope|nah|maybe)(?: please| thanks)?"  # says nothing unless something was asked before

_POLITE = re.compile(
    r"^(?:(?:please|pls|so|and|but|well|now|then|just|quickly|also|(?:can|could|would|will) you|"
    r"(?:can|could|may) (?:i|we)|do you know|i(?: would|'d) like to know|i(?: want| wish) to know|i wonder|"
    r"tell me|let me know|kindly) )+"
)
_AFTER = re.compile(r"(?: (?:please|pls|exactly|actually|then|again|for me|now))+$")

LONGEST = 120  # code points; no rule matches more


@dataclass(frozen=True, slots=True)
class Meant:
    """What a question is after; `fields`, in the order asked for, where that is details of a document."""

    intent: Intent
    fields: tuple[Field, ...] = ()


QUESTION = Meant("question")


def meant(text: str, *, follows: bool = False) -> Meant:
    """What a question is after.

    Args:
        text: as typed.
        follows: whether others were asked before; "it" and "yes" may then mean something of theirs.
    """
    if len(text) > LONGEST:
        return QUESTION
    phrases = _phrases(text)
    rest = [phrase for phrase in phrases if not (_talk(phrase) or (not follows and re.fullmatch(_REPLY, phrase)))]
    if not rest:
        return Meant("talk") if phrases else QUESTION
    if not follows:
        rest = [re.sub(r"\bit\b", "this", phrase) for phrase in rest]
    if all(_matches(_OVERVIEW, phrase) for phrase in rest):
        return Meant("overview")
    return _details(" and ".join(phrase.removeprefix("and ") for phrase in rest))


def _phrases(text: str) -> list[str]:
    """The phrases of a text, in lower case, straight apostrophes, and without what is only polite."""
    plain = text.casefold().replace("’", "'").replace("tl;dr", "tldr").replace("tl; dr", "tldr")
    plain = re.sub(r"\b(who|what|when|where|how)s\b", r"\1's", plain)
    split = (" ".join(re.sub(r"[^\w' -]", " ", phrase).split()) for phrase in re.split(r"[.,;:!?…–—]+", plain))
    return [phrase for phrase in split if phrase and not _POLITE.fullmatch(f"{phrase} ")]


def _talk(phrase: str) -> bool:
    return _matches(_TALK, phrase)


def _details(phrase: str) -> Meant:
    """Details, if each part of a phrase asks for one: "who wrote this article and when was it published"."""
    first, *others = re.split(r" and (?=who|when|where|what|which|how|by|in|on|the)", phrase)
    parts = [first, *(re.sub(r"\bit\b", "this", part) for part in others)]
    fields = [_field(part) for part in parts]
    if parts[1:] == ["when"] and fields[0] is not None:
        fields[1] = "published"
    known = tuple(dict.fromkeys(field for field in fields if field is not None))
    return Meant("details", known) if None not in fields else QUESTION


def _field(phrase: str) -> Field | None:
    return next((field for field, rules in _DETAILS.items() if _matches(rules, phrase)), None)


def _matches(rules: Sequence[str], phrase: str) -> bool:
    plain = _AFTER.sub("", _POLITE.sub("", phrase))
    return any(re.fullmatch(rule, asked) for rule in rules for asked in {phrase, plain})
