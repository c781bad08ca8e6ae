"""Which words of the conversation a question needs to be understood: learnt, by term selection.

As in QuReTeC (Voskarides et al. 2020) each word said before is kept or left. The reader reads the question with the
turns in place of a passage; from what it makes of a word and of the question in its ninth layer, and from where the
word stands, a small network tells how likely a person who rewrites the question to stand alone would use the word.
`python -m qa.train carrier` trains it, on English alone; words and stop words are those of the language that is spoken.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from math import log1p
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from index.english import FUNCTION_WORDS
from index.errors import ModelError
from index.languages import ENGLISH, MARKS, is_english
from index.networks.e5 import e5_pieces
from index.networks.models import Floats
from index.networks.sentencepieces import MOST_OF_SENTENCE, Layout, Pieces, SentencePieces
from index.storage.lexical import tokenize
from qa.question import Turn
from qa.quotes.words import is_unspaced
from qa.reader import PassageReader, Reader
from qa.unspaced import words_in

FILE = "carrier.npz"
MOST = 320  # word pieces of the turns that are read, latest first, questions before answers
OF_QUESTION, OF_ANSWER = 40, 96  # word pieces at most of each
WORDS = 12  # carried at most
SURER = 0.5  # log odds more in other languages that put spaces between words: it was trained on English alone
HEADS = "word", "question", "place", "hidden", "out"

_POSSESSIVE = re.compile(r"['’]s\Z", re.IGNORECASE)  # and "he's"
_WORD = re.compile(  # not the number of a citation
    rf"(?!(?<=\[)\d+\])[^\W_][{MARKS}]*(?:[\w{MARKS}'’.&-]*(?:[^\W_]|[{MARKS}]))?"
)
_NAME = re.compile(r"(?<=\s)[A-Z]\w+")
_GAP = re.compile(
    r"\s+(?:(?:of|the|and|for|in|de|del|della|des|di|da|do|du|la|von|van|der|den)\s+)*", re.IGNORECASE
)  # inside of a name
# What in a question points at something said before.
_POINTERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:he|him|his)\b",
        r"\b(?:she|her|hers)\b",
        r"\bits?\b",
        r"\b(?:they|them|theirs?)\b",
        r"\b(?:this|these|those)\b",
        r"\bthat\b",
        r"\b(?:there|then|also|same|else|others?|another|otherwise)\b",
        r"\bthe\b",
        r"^\W*(?:and|but|or|so)\b",
        r"\b(?:what|how) about\b",
        r"\b(?:i|you|we|me|my)\b",
        r"\b(?:ones?|first|second|last|two)\b",
    )
)


class Thinker(Protocol):
    """Anything that reads a layout; `sha256` says with which weights."""

    @property
    def sha256(self) -> str: ...

    def states(self, layout: Layout) -> Floats:
        """float32 (length, width): what it makes of each word piece, inside."""
        ...


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the conversation.

    Attributes:
        text: as it was said.
        stems: that it is matched by.
        turn: how many turns ago, 0 for the last.
        answer: whether it was answered, not asked.
        start, end: code points of that answer or question.
        places: of its pieces in the layout.
    """

    text: str
    stems: frozenset[str]
    turn: int
    answer: bool
    start: int
    end: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A question with the turns before it, laid out to be read.

    Attributes:
        question, turns: what was said.
        layout: what is read; `head` are the places of the question's pieces.
        words: those of the turns.
        stems: of any text in this language.
    """

    question: str
    turns: Sequence[Turn]
    layout: Layout
    head: slice
    words: list[Word]
    stems: Callable[[str], Sequence[str]]


def lay_out(question: str, turns: Sequence[Turn], pieces: SentencePieces, language: str = ENGLISH) -> Conversation:
    """The question as the head, what was asked and answered in place of sentences, oldest first; all in a language."""
    (head,) = pieces.cut([question])
    asked, answered = pieces.cut([t.question for t in turns]), pieces.cut([t.answer or "" for t in turns])
    lengths = _lengths(asked, answered)
    parts = [
        (turn, answer, Pieces(cut[turn].ids[: lengths[turn, answer]], cut[turn].ranges[: lengths[turn, answer]]))
        for turn in range(len(turns))
        for answer, cut in ((False, asked), (True, answered))
        if lengths.get((turn, answer))
    ]
    layout = pieces.lay_out(head.ids, (), [part for *_, part in parts])
    end = layout.sentences[0][0] - 1 if parts else len(layout.ids) - 1  # of the head
    words = [
        word
        for (turn, answer, part), (place, _) in zip(parts, layout.sentences, strict=True)
        for word in _words(turns[turn], len(turns) - 1 - turn, answer, part, place + 1, language)
    ]
    return Conversation(question, turns, layout, slice(1, end), words, lambda text: _stems(text, pieces, language))


def _stems(text: str, pieces: SentencePieces, language: str) -> list[str]:
    if not is_unspaced(text):
        return tokenize(text, language)
    (cut,) = pieces.cut([text])
    return [text[start:end] for start, end in words_in(text, cut.ranges)]


def _lengths(asked: Sequence[Pieces], answered: Sequence[Pieces]) -> dict[tuple[int, bool], int]:
    """How many pieces are read of each turn's question and answer."""
    room, lengths = MOST, {}
    for answer, cut, most in ((False, asked, OF_QUESTION), (True, answered, OF_ANSWER)):
        for turn in reversed(range(len(cut))):
            length = min(len(cut[turn].ids), most, MOST_OF_SENTENCE, room - 1)
            if length > 0:
                lengths[turn, answer] = length
                room -= length + 1
    return lengths


def _words(turn: Turn, ago: int, answer: bool, part: Pieces, first: int, language: str) -> list[Word]:
    text = (turn.answer or "") if answer else turn.question
    found = []
    for start, end, stems in _unspaced(text, part) if is_unspaced(text) else _spaced(text, language):
        places = [first + n for n, (a, b) in enumerate(part.ranges) if b > start and a < end]
        if places and stems:
            found.append(Word(text[start:end], frozenset(stems), ago, answer, start, end, tuple(places)))
    return found


def _spaced(text: str, language: str) -> Iterator[tuple[int, int, Sequence[str]]]:
    for match in _WORD.finditer(text):
        said = _POSSESSIVE.sub("", match.group())
        stems = () if said.casefold() in FUNCTION_WORDS else tokenize(said, language)
        yield match.start(), match.start() + len(said), stems


def _unspaced(text: str, part: Pieces) -> Iterator[tuple[int, int, Sequence[str]]]:
    yield from ((start, end, (text[start:end],)) for start, end in words_in(text, part.ranges))


def describe(conversation: Conversation) -> Floats:
    """float32 (words, features): where each word stands, and what the question looks like."""
    turns, words = conversation.turns, conversation.words
    asked = [frozenset(conversation.stems(turn.question)) for turn in turns]
    anywhere, answered = frozenset().union(*asked), frozenset(conversation.stems(turns[-1].answer or ""))
    said: dict[str, list[tuple[int, bool]]] = {}
    for word in words:
        for stem in word.stems:
            said.setdefault(stem, []).append((word.turn, word.answer))
    of_question = _describe_question(conversation.question, len(turns), len(conversation.stems(conversation.question)))
    rows = [
        [
            *(word.turn == n for n in range(3)),
            word.turn > 2,
            word.answer,
            word.text[0].isupper(),
            word.text[0].isupper() and word.start > 0,
            any(map(str.isdigit, word.text)),
            *(bool(word.stems & stems) for stems in (asked[0], asked[-1], answered, anywhere)),
            log1p(max(len(said[stem]) for stem in word.stems)),
            len({place for stem in word.stems for place in said[stem]}) / 4,
            *of_question,
        ]
        for word in words
    ]
    return np.array(rows, dtype=np.float32).reshape(len(words), -1)


def _describe_question(question: str, turns: int, content: int) -> list[float]:
    return [
        *(float(content == n) for n in range(3)),
        min(content, 8) / 8,
        min(len(_NAME.findall(question)), 3) / 3,
        min(turns, 8) / 8,
        *(float(pattern.search(question) is not None) for pattern in _POINTERS),
    ]


def think(conversation: Conversation, thinker: Thinker) -> tuple[Floats, Floats]:
    """float32 (words, width) and (width,): what the reader makes of each word and of the question, normalised."""
    states = thinker.states(conversation.layout)
    of_words = [states[list(word.places)].mean(axis=0) for word in conversation.words]
    of_question = states[conversation.head].mean(axis=0)
    return _normal(np.array(of_words, dtype=np.float32).reshape(-1, states.shape[1])), _normal(of_question)


def _normal(rows: Floats) -> Floats:
    rows = rows - rows.mean(axis=-1, keepdims=True)
    normal: Floats = rows / (rows.std(axis=-1, keepdims=True) + 1e-5)
    return normal


class Carrier:
    """Carries what a question needs of the conversation into it."""

    def __init__(
        self,
        thinker: Thinker,
        pieces: Callable[[], SentencePieces],
        weights: Mapping[str, NDArray[np.float32]],
        threshold: float,
    ) -> None:
        """Make a carrier.

        Args:
            thinker: the reader that the weights were trained with.
            pieces: its tokenizer, loaded when first needed.
            weights: of the layers `HEADS`, each a matrix whose last row is the bias.
            threshold: log odds from which on a word is carried; in other languages with spaces `SURER` more.
        """
        self._thinker, self._pieces, self._weights, self._threshold = thinker, pieces, weights, threshold

    def carry(self, question: str, turns: Sequence[Turn], language: str = ENGLISH) -> str:
        """The question behind the words that it needs; itself where it needs none. All is in one language."""
        carried = self.needed(question, turns, language)
        return f"{carried}: {question}" if carried else question

    def needed(self, question: str, turns: Sequence[Turn], language: str = ENGLISH) -> str:
        """The words that a question needs, in the order in which they were said, names whole."""
        if not turns:
            return ""
        conversation = lay_out(question, turns, self._pieces(), language)
        odds = self.odds(conversation)
        surer = 0.0 if is_english(language) or is_unspaced(question) else SURER
        likely = [stem for stem in sorted(odds, key=lambda stem: -odds[stem]) if odds[stem] > self._threshold + surer]
        return together(conversation, frozenset(likely[:WORDS]))

    def odds(self, conversation: Conversation) -> dict[str, float]:
        """Log odds that the question needs it, for each stem that was said and that it does not have itself."""
        own = frozenset(conversation.stems(conversation.question))
        if all(word.stems <= own for word in conversation.words):
            return {}
        scores = self._scores(*think(conversation, self._thinker), describe(conversation))
        found: dict[str, float] = {}
        for word, score in zip(conversation.words, scores.tolist(), strict=True):
            for stem in word.stems - own:
                found[stem] = max(score, found.get(stem, score))
        return found

    def _scores(self, words: Floats, question: Floats, places: Floats) -> Floats:
        """float32 (words,): the network's log odds."""
        of_word, of_question = self._layer("word", words), self._layer("question", question)
        summed = np.maximum(of_word + of_question + self._layer("place", places), 0)
        product = np.tanh(of_word) * np.tanh(of_question)
        hidden = np.maximum(self._layer("hidden", np.concatenate([summed, product], axis=1)), 0)
        odds: Floats = self._layer("out", hidden)[:, 0]
        return odds

    def _layer(self, name: str, inputs: Floats) -> Floats:
        weights = self._weights[name]
        outputs: Floats = inputs @ weights[:-1] + weights[-1]
        return outputs


def together(conversation: Conversation, needed: frozenset[str]) -> str:
    """The words with these stems, each stem once; what joins the parts of a name stays between them."""
    text, had, before = "", set[str](), None
    for word in conversation.words:
        if not word.stems & needed or word.stems <= had:
            continue
        gap = ""
        if before is not None:
            turn = conversation.turns[len(conversation.turns) - 1 - word.turn]
            said = (turn.answer or "") if word.answer else turn.question
            same = (before.turn, before.answer) == (word.turn, word.answer)
            between = said[before.end : word.start] if same else ""
            adjacent = same and before.end == word.start  # as words are where no space parts them
            gap = between if adjacent or _GAP.fullmatch(between) else " "
        text, before = text + gap + word.text, word
        had |= word.stems
    return text


@dataclass(frozen=True, slots=True)
class Trained:
    """What ships of a carrier: its weights, its threshold, and the SHA-256 of the reader that it was trained with."""

    weights: Mapping[str, NDArray[np.float32]]
    threshold: float
    reader: str

    def to_bytes(self) -> bytes:
        """As a file, the weights in 16 bits."""
        out = BytesIO()
        weights = {name: matrix.astype(np.float16) for name, matrix in self.weights.items()}
        np.savez(out, allow_pickle=False, threshold=np.array(self.threshold), reader=np.array(self.reader), **weights)
        return out.getvalue()

    @classmethod
    def of_bytes(cls, data: bytes) -> Self:
        """From a file's bytes."""
        with np.load(BytesIO(data), allow_pickle=False) as stored:
            weights = {name: stored[name].astype(np.float32) for name in HEADS}
            return cls(weights, float(stored["threshold"]), str(stored["reader"]))


def load_carrier(reader: PassageReader | None) -> Carrier | None:
    """The carrier that ships, or None where it was left out or there is not the reader that it was trained with.

    Raises:
        ModelError: it is not the one that was shipped.
    """
    path = files("qa").joinpath("weights", FILE)
    if not path.is_file() or not isinstance(reader, Reader):
        return None
    data = path.read_bytes()
    want = files("qa").joinpath("weights", f"{FILE}.sha256").read_text(encoding="ascii").split()[0]
    if (found := sha256(data).hexdigest()) != want:
        raise ModelError(f"The weights {path} have SHA-256 {found}, not {want}; reinstall pincite.")
    trained = Trained.of_bytes(data)
    if trained.reader != reader.sha256:
        return None
    return Carrier(reader, e5_pieces, trained.weights, trained.threshold)
