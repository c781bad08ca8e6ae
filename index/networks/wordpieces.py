"""Cut texts into the model's word pieces, and lay a passage out so that each of its sentences can be told apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tokenizers import Tokenizer

from index.documents import PassageText
from index.networks.models import TOKENIZER, default_folder

MOST_PIECES = 320  # of the sentences in a layout; the model has positions for 512
MOST_OF_SENTENCE = 200  # a longer sentence is read up to there
MOST_OF_HEAD = 96
MOST_OF_TITLE, MOST_OF_BEFORE = 24, 48


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text's word pieces: their ids, and the range of code points that each covers."""

    ids: list[int]
    ranges: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Layout:
    """What the network reads: `[CLS] head [SEP] context ([CLS] sentence)* [SEP]`.

    Attributes:
        ids: word pieces.
        types: 0 up to and with the first [SEP], 1 after it.
        sentences: the positions of each sentence, half-open; the first is its [CLS].
    """

    ids: list[int]
    types: list[int]
    sentences: list[tuple[int, int]]


class WordPieces:
    """The tokenizer of a BERT-like model; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Read a `tokenizer.json`."""
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        vocabulary = self._tokenizer.get_vocab()
        self.cls, self.sep = vocabulary["[CLS]"], vocabulary["[SEP]"]

    def words(self) -> list[str]:
        """The vocabulary's whole words, about the commonest first: its authors numbered them so."""
        vocabulary = self._tokenizer.get_vocab()
        return [word for word in sorted(vocabulary, key=vocabulary.__getitem__) if word.isalpha()]

    def cut(self, texts: Sequence[str]) -> list[Pieces]:
        """The pieces of each text, without special ones."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [Pieces(e.ids, e.offsets) for e in encodings]

    def question(self, pieces: Pieces) -> Layout:
        """`[CLS] question [SEP]`."""
        ids = [self.cls, *pieces.ids[:MOST_OF_HEAD], self.sep]
        return Layout(ids, [0] * len(ids), [])

    def lay_out(self, head: Sequence[int], context: Sequence[int], sentences: Sequence[Pieces]) -> Layout:
        """Lay a head (the question, or nothing), what helps to understand the sentences, and the sentences out."""
        ids = [self.cls, *head[:MOST_OF_HEAD], self.sep]
        types = [0] * len(ids)
        ids += context
        places = []
        for pieces in sentences:
            start = len(ids)
            ids += [self.cls, *pieces.ids[:MOST_OF_SENTENCE]]
            places.append((start, len(ids)))
        ids.append(self.sep)
        return Layout(ids, types + [1] * (len(ids) - len(types)), places)

    def context(self, title: Pieces, before: Pieces | None) -> list[int]:
        """The title's beginning and the end of the sentence before: what the first sentence may refer to."""
        return title.ids[:MOST_OF_TITLE] + ([] if before is None else before.ids[-MOST_OF_BEFORE:])

    def windows(self, head: Sequence[int], passage: PassageText) -> Iterator[Layout]:
        """Lay a passage out: whole, or where it has more than `MOST_PIECES`, in several parts."""
        title, before, *sentences = self.cut([passage.title, passage.before, *passage.sentences])
        start, pieces = 0, 0
        for number, sentence in enumerate(sentences):
            length = 1 + min(len(sentence.ids), MOST_OF_SENTENCE)
            if pieces + length > MOST_PIECES:
                yield self.lay_out(head, self.context(title, before), sentences[start:number])
                start, pieces, before = number, 0, sentences[number - 1]
            pieces += length
        yield self.lay_out(head, self.context(title, before), sentences[start:])


@cache
def word_pieces() -> WordPieces:
    """The embedded default's tokenizer."""
    return WordPieces(default_folder() / TOKENIZER)
