"""Make a follow-up stand alone: by the words that it needs of the conversation, which `qa/carrier.py` tells.

Without a carrier by rules: a question that points at something said before is searched for behind the one before it.
The rules, and what a carrier was trained on, are English. It chooses well in other languages too, as the reader knows
them: of 54 follow-ups in six of them, made up, about six articles in one index, 44 have the right sentence first and
cited, 34 as typed, of 33 in Chinese and Japanese 29, 22 as typed; of 240 questions of XQuAD in six languages, each
behind two others, two are changed, of 160 in Chinese (XQuAD) and Japanese (JaQuAD) none.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.english import AUXILIARIES
from index.languages import ENGLISH, is_english, primary
from index.reading.language import detect_language
from index.storage.lexical import tokenize
from qa.carrier import Carrier
from qa.question import LONGEST, Turn
from qa.quotes.words import is_unspaced

LONG = 50  # words; of a longer question what stands before the last sentence is why it is asked
UNSPACED_CARRIED = ("ja", "zh")  # in Thai and its like nothing is carried
WHOLE = 2  # words of content that make a question behind an "And" whole
PLAINLY_WHOLE = 3  # words of content that make one whole which points at nothing, if it has no name

_SENTENCE = re.compile(r"(?<=[.!?])\s+")

# Words that point at something said before. `pincite eval` measures the rule on CANARD's human rewrites.
_PRONOUN = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|this|these|those|else|other|others|another|otherwise"
    r"|there|then|also|same)\b|\bthat\b(?=\W*$|\s+(?:is|was|be|do|does|did|happen|mean|work|as|too)\b)",
    re.IGNORECASE,
)
# Of these, what no name in the same question can be: what it does something to, and what is pointed at.
_OF_NO_NAME = re.compile(
    r"\b(?:this|these|those)\b"
    r"|\b(?:him|her|them|it|that|there|then)(?: (?:too|before|again|yet|either|now|already))?\W*$",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:it\s+(?:take|takes|took|known|true|clear|possible|likely)|there\s+(?:a|an|any)"
    r"|(?:are|were)(?:n['’]t)?\s+there(?=\W*$)|this\s+(?:year|month|week|morning|evening))\b",
    re.I,
)
_BEGINS = re.compile(r"^\W*(?:and|but|or|so|also)\b[\s,]*", re.IGNORECASE)
_ASKS = re.compile(
    rf"(?:who|whom|whose|what|which|when|where|why|how|{AUXILIARIES})\b(?! (?:about|else)\b)", re.IGNORECASE
)
_CONTINUES = re.compile(r"^\W*(?:(?:what|how) about|why not|says who)\b", re.IGNORECASE)
_CONTINUED = re.compile(
    r"^\W*(?:(?:and|but|or)\b[\s,]*)?(?:(?:what|how) about\b\s*)?(?P<rest>.*)", re.IGNORECASE | re.S
)
_NAME = re.compile(r"(?<=\s)[A-Z]\w+")
_INSIDE = re.compile(r"(?<=[^\s.!?…\]\"”»]\s)[^\W\d_][\w'’-]*")  # words of a sentence but its first


def interpret(question: str, history: Sequence[Turn], carrier: Carrier | None = None, language: str = ENGLISH) -> str:
    """The question to search for: itself where it stands alone, else behind what it needs of the conversation.

    Of a long one in English only what is asked at its end. In other languages the carrier alone tells what is needed.
    """
    if not is_english(language):
        if carrier is None or (is_unspaced(question) and primary(language) not in UNSPACED_CARRIED):
            return question
        return _within(carrier.carry(question, history, language), question)
    question = _asked_at_the_end(question)
    if not history or _plainly_whole(question):
        return question
    if carrier is None or _whole_behind_and(question) or _only_names(question):
        carried = _by_rules(question, history)
    else:
        carried = carrier.carry(question, history)
    return _within(carried, question)


def _within(carried: str, question: str) -> str:
    """What was carried with the question, unless it is too long to be asked."""
    return carried if len(carried) <= LONGEST else question


def in_its_language(turns: Sequence[Turn], language: str) -> list[Turn]:
    """The turns, of an answer in another language its names alone: of its other words none were learnt to be needed."""
    return [
        turn if _is_in(turn.answer, language) else replace(turn, answer=_names(turn.answer or "")) for turn in turns
    ]


def _is_in(answer: str | None, language: str) -> bool:
    return answer is None or detect_language(answer) in (None, language)


def _names(text: str) -> str:
    return " ".join(name for name in _INSIDE.findall(text) if name[0].isupper())


def _by_rules(question: str, history: Sequence[Turn]) -> str:
    """The question behind the one before, itself interpreted, unless it stands alone."""
    if stands_alone(question):
        return question
    history = _without_replaced(question, history)
    return f"{interpret(history[-1].question, history[:-1])} {question}"


def _plainly_whole(question: str) -> bool:
    """ "Who said that sanctions could follow?" points at nothing, and asks for enough."""
    named = _NAME.search(question) is not None
    return stands_alone(question) and (named or len(tokenize(question)) >= PLAINLY_WHOLE)


def _whole_behind_and(question: str) -> bool:
    """ "And when did the strike begin?" asks something new."""
    return _BEGINS.match(question) is not None and stands_alone(question)


def _only_names(question: str) -> bool:
    """ "And Kherson?", "yes": the question before is asked once more, and its words are needed whole."""
    if stands_alone(question):
        return False
    asks = _ASKS.match(_BEGINS.sub("", question)) is not None
    return _put_in_place(question) is not None or (_fragment(question) and not asks)


def stands_alone(question: str) -> bool:
    """Whether a question can be understood without what was said before."""
    if (begun := _BEGINS.match(question)) is not None:
        question = question[begun.end() :]
        if not _ASKS.match(question) or len(tokenize(question)) < WHOLE:
            return False
    if _CONTINUES.match(question) or _fragment(question):
        return False
    question = _EXPLETIVE.sub(" ", question)
    pronoun = _PRONOUN.search(question)
    if pronoun is None:
        return True
    # A name before the pronoun is what it stands for, "Has Zelenskiy said that he would come?", but not of what the
    # name does something to, "Has Zelenskiy agreed to that?"
    return _NAME.search(question, 1, pronoun.start()) is not None and not _OF_NO_NAME.search(question)


def _without_replaced(question: str, history: Sequence[Turn]) -> Sequence[Turn]:
    """The turns without what the question puts another in place of.

    After "How much is a tyre for the Max?" and "What about a service?", "And a windscreen?" asks for no service; it
    does ask for the Nord Van after "What about the Nord Van?".
    """
    kind = _put_in_place(question)
    first = len(history)
    while kind is not None and first > 1 and _put_in_place(history[first - 1].question) is not None:
        first -= 1
    return [turn for n, turn in enumerate(history) if n < first or _put_in_place(turn.question) != kind]


def _put_in_place(question: str) -> str | None:
    """Whether "What about …?" or "And …?" puts a name or a thing in place of another; None for any other question."""
    found = _CONTINUED.match(question)
    if found is None or _ASKS.match(found["rest"]) or _PRONOUN.search(found["rest"]) or not tokenize(found["rest"]):
        return None
    return "name" if re.search(r"\b[A-Z]", found["rest"]) else "thing"


def _asked_at_the_end(question: str) -> str:
    """The last sentence that asks, with the one before it if it needs one; a question of usual length as it is."""
    if len(question.split()) <= LONG:
        return question
    sentences = _SENTENCE.split(question.strip())
    last = max((n for n, sentence in enumerate(sentences) if "?" in sentence), default=len(sentences) - 1)
    if stands_alone(sentences[last]):
        return sentences[last]
    return " ".join(sentences[max(0, last - 1) : last + 1])


def _fragment(question: str) -> bool:
    """ "When?", "How old?": nothing, or two words with one of content."""
    content = len(tokenize(question))
    return content == 0 or (content == 1 and len(question.split()) <= 2)
