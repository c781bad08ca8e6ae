"""Articles with questions whose answer sentences are known."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.documents import SplitDocument
from qa.question import Turn

Place = tuple[str, int]  # a document's id and the start of a sentence in it, code points
Range = tuple[int, int]  # half-open, code points


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the sentences that answer it, any one of which is right; none where the article is silent.

    Attributes:
        spans: the answers themselves, in the document of the sentences.
        about: the paragraph that the question was asked on, whether that answers it or not.
        history: the turns before it.
    """

    text: str
    gold: frozenset[Place]
    spans: tuple[Range, ...] = ()
    about: Range | None = None
    history: tuple[Turn, ...] = ()


def shortest_answer(question: Question, article: SplitDocument) -> str:
    """The text of a question's shortest answer in its article; empty where none is known."""
    return min((article.document.text[start:end] for start, end in question.spans), key=len, default="")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles, and questions about them."""

    articles: tuple[SplitDocument, ...]
    questions: tuple[Question, ...]


def sampled(corpora: Sequence[Corpus], count: int, seed: int) -> list[Corpus]:
    """The corpora with so many of their questions, or all, drawn by chance."""
    pairs = [(i, q) for i, corpus in enumerate(corpora) for q in corpus.questions]
    chosen = random.Random(seed).sample(pairs, min(count, len(pairs)))
    return [replace(corpus, questions=tuple(q for j, q in chosen if j == i)) for i, corpus in enumerate(corpora)]
