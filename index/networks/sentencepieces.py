"""Cut texts into multilingual-e5-small's pieces, and lay a passage out so that each of its sentences can be told apart.

The layout is `<s> question </s> (field </s>)* ((</s> prefix)? <s> sentence)* </s>`. The fields help to understand the
sentences and are each optional: title, date, path of headings, lead-in or table header, the sentence before. A prefix
is read with its sentence and stands outside of it, as a speaker's name does: it is never cited.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sentencepiece import SentencePieceProcessor

from index.documents import PassageText

CLS, SEP = 0, 2  # <s> and </s>
METASPACE = "▁"  # stands for a space in a piece
MOST = 512  # positions of the model
MOST_PIECES = 320  # of the sentences in a layout
MOST_OF_SENTENCE = 200  # a longer sentence is read up to there
HEAD_BEGINNING, HEAD_END = 48, 80  # of a longer question the beginning and the end are read: it is asked in the end
MOST_OF_TITLE, MOST_OF_DATE, MOST_OF_HEADING, MOST_OF_LEAD_IN, MOST_OF_BEFORE = 24, 10, 24, 32, 40
MOST_OF_PREFIX = 10


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text's word pieces: their ids, and the range of code points that each covers."""

    ids: list[int]
    ranges: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Layout:
    """What a network reads.

    Attributes:
        ids: word pieces.
        types: of each piece, which of the model's two types it has; the base was trained with the first alone, 0.
        sentences: the positions of each sentence, half-open; the first is its <s>.
    """

    ids: list[int]
    types: list[int]
    sentences: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Context:
    """What helps to understand a passage, each empty where there is none.

    Attributes:
        title: of the document.
        published: its date, as the document has it.
        heading: the headings above the passage, outermost first.
        lead_in: the line above a list, or the header of a table.
        before: the sentence before the passage.
    """

    title: str = ""
    published: str = ""
    heading: str = ""
    lead_in: str = ""
    before: str = ""


class SentencePieces:
    """The tokenizer of multilingual-e5-small; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Read a model of SentencePiece, whose own library holds it in a third of the memory that others need."""
        self._processor = SentencePieceProcessor(model_file=str(path), num_threads=1)
        self.cls, self.sep = CLS, SEP

    def vocabulary(self) -> list[str]:
        """Every piece, by its id."""
        found: list[str] = self._processor.id_to_piece(list(range(self._processor.get_piece_size())))
        return found

    def cut(self, texts: Sequence[str]) -> list[Pieces]:
        """The pieces of each text, without special ones; a piece may begin with the space in front of its word."""
        # One by one: for a list the library starts threads, which abort the process when it ends.
        encoded = (self._processor.encode(text, return_type="offset_mapping") for text in texts)
        return [Pieces(each["ids"], each["offsets"]) for each in encoded]

    def context(self, context: Context) -> list[int]:
        """The fields' pieces, each closed: beginnings, but the end of the sentence before."""
        fields = self.cut([context.title, context.published, context.heading, context.lead_in, context.before])
        most = (MOST_OF_TITLE, MOST_OF_DATE, MOST_OF_HEADING, MOST_OF_LEAD_IN)
        cut = [f.ids[:length] for f, length in zip(fields, most, strict=False)] + [fields[-1].ids[-MOST_OF_BEFORE:]]
        return [piece for ids in cut if ids for piece in (*ids, self.sep)]

    def lay_out(
        self,
        head: Sequence[int],
        context: Sequence[int],
        sentences: Sequence[Pieces],
        prefixes: Sequence[Sequence[int]] = (),
    ) -> Layout:
        """Lay a head (the question, or nothing), the fields, and the sentences with their prefixes out.

        Where there is no room for prefixes or for all of the fields they are left out; `sentences` must have room.
        """
        ids = [self.cls, *_ends(head), self.sep]
        room = MOST - len(ids) - 1 - sum(1 + min(len(s.ids), MOST_OF_SENTENCE) for s in sentences)
        before = [[self.sep, *prefix[:MOST_OF_PREFIX]] if prefix else [] for prefix in prefixes]
        if sum(map(len, before)) > room:
            before = []
        ids += context[: max(0, room - sum(map(len, before)))]
        places = []
        for number, pieces in enumerate(sentences):
            ids += before[number] if before else []
            start = len(ids)
            ids += [self.cls, *pieces.ids[:MOST_OF_SENTENCE]]
            places.append((start, len(ids)))
        ids.append(self.sep)
        return Layout(ids, [0] * len(ids), places)

    def windows(self, head: Sequence[int], passage: PassageText, context: Context | None = None) -> Iterator[Layout]:
        """Lay a passage out: whole, or where it has more than `MOST_PIECES`, in several parts."""
        context = context or Context(title=passage.title, before=passage.before)
        sentences = self.cut(passage.sentences)
        start, pieces = 0, 0
        for number, sentence in enumerate(sentences):
            length = 1 + min(len(sentence.ids), MOST_OF_SENTENCE)
            if pieces + length > MOST_PIECES:
                yield self.lay_out(head, self.context(context), sentences[start:number])
                start, pieces, context = number, 0, replace(context, before=passage.sentences[number - 1])
            pieces += length
        yield self.lay_out(head, self.context(context), sentences[start:])


def _ends(head: Sequence[int]) -> list[int]:
    if len(head) <= HEAD_BEGINNING + HEAD_END:
        return list(head)
    return [*head[:HEAD_BEGINNING], *head[-HEAD_END:]]
