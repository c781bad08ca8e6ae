"""Articles cut into word pieces once, with their questions placed in the passages that answer them."""

import bisect
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.documents import Passage, SplitDocument
from index.networks.sentencepieces import MOST_OF_SENTENCE, MOST_PIECES, Context, Pieces, SentencePieces
from qa.datasets.corpus import Question, shortest_answer
from qa.datasets.squad import Article
from qa.evaluate.question_forms import FORMS

MOST = 280  # pieces of a passage's sentences: longer ones, in scripts with short words, are cut
REWORDED = 0.25  # of the questions are put in another form
_PLAINNESS = {"typos": 4, "keywords": 3, "no question mark": 3, "long-winded": 2, "restarted": 2}


@dataclass(frozen=True, slots=True)
class Placed:
    """A question of a passage: the numbers of the sentences in it that answer, and one answer's place, if known.

    `span` is a sentence's number and the answer's range in it, code points; `answer` is its text.
    """

    text: str
    right: tuple[int, ...]
    span: tuple[int, int, int] | None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class PassagePieces:
    """A passage cut into word pieces, and the questions it answers."""

    sentences: list[Pieces]
    answered: list[Placed]
    given: Context = Context()


@dataclass(frozen=True, slots=True)
class ArticlePieces:
    """An article's passages, and its questions without an answer, each with the passages it was asked on."""

    id: str
    passages: list[PassagePieces]
    unanswered: list[tuple[str, list[int]]]
    language: str = "en"

    def questions(self) -> list[str]:
        """Every question, answered or not."""
        return [p.text for passage in self.passages for p in passage.answered] + [text for text, _ in self.unanswered]

    def answers(self) -> list[str]:
        """The answers that are known."""
        return [p.answer for passage in self.passages for p in passage.answered if p.answer]


def cut_article(article: Article, tokenizer: SentencePieces, most: int = 0) -> ArticlePieces:
    """Cut one article; passages of more than `most` pieces, if that is not 0, into several."""
    corpus = article.corpus()
    split, passages = cut_passages(corpus.articles[0], tokenizer, most)
    unanswered = []
    for question in corpus.questions:
        if question.gold:
            for number, placed in _place(question, split):
                passages[number].answered.append(placed)
        elif question.about:
            unanswered.append((question.text, _overlapping(split, *question.about)))
    return ArticlePieces(article.id, passages, unanswered, article.language)


def cut_passages(
    article: SplitDocument, tokenizer: SentencePieces, most: int = 0
) -> tuple[SplitDocument, list[PassagePieces]]:
    """The article, its passages of more than `most` pieces cut into several, and all of them in pieces."""
    text = article.document.text
    texts = [text[s.start : s.end] for s in article.sentences]
    sentences = tokenizer.cut(texts)
    if most:
        lengths = [1 + min(len(s.ids), MOST_OF_SENTENCE) for s in sentences]
        article = replace(article, passages=tuple(part for p in article.passages for part in _parts(p, lengths, most)))
    title = article.document.about.title or ""  # a document that has none goes by its name
    passages = [
        PassagePieces(
            sentences[p.first : p.stop],
            [],
            Context(title=title, before=texts[p.first - 1] if p.first else ""),
        )
        for p in article.passages
    ]
    return article, passages


def _parts(passage: Passage, lengths: Sequence[int], most: int) -> Iterator[Passage]:
    first, pieces = passage.first, 0
    for number in range(passage.first, passage.stop):
        if pieces + lengths[number] > most and number > first:
            yield Passage(first, number)
            first, pieces = number, 0
        pieces += lengths[number]
    yield Passage(first, passage.stop)


def reworded(question: str, chance: random.Random) -> str:
    """The question, by chance in another form."""
    if chance.random() >= REWORDED:
        return question
    name = chance.choices(list(_PLAINNESS), list(_PLAINNESS.values()))[0]
    return FORMS[name](question, chance)


def fits(passage: PassagePieces) -> bool:
    """Whether a passage is short enough to train on; very few are not."""
    return sum(len(p.ids) + 1 for p in passage.sentences) < MOST_PIECES - 40


def _place(question: Question, split: SplitDocument) -> list[tuple[int, Placed]]:
    """The question in the passage of its first answer, with every right sentence there."""
    numbers = {s.start: i for i, s in enumerate(split.sentences)}
    right = sorted(numbers[start] for _, start in question.gold)
    passage = bisect.bisect_right([p.first for p in split.passages], right[0]) - 1
    first, stop = split.passages[passage].first, split.passages[passage].stop
    inside = tuple(r - first for r in right if first <= r < stop)
    span, answer = _span(question, split, first, stop), shortest_answer(question, split)
    return [(passage, Placed(question.text, inside, span, answer))]


def _span(question: Question, split: SplitDocument, first: int, stop: int) -> tuple[int, int, int] | None:
    for start, end in sorted(question.spans, key=lambda s: s[1] - s[0]):
        for number in range(first, stop):
            sentence = split.sentences[number]
            if sentence.start <= start and end <= sentence.end:
                return number - first, start - sentence.start, end - sentence.start
    return None


def _overlapping(split: SplitDocument, start: int, end: int) -> list[int]:
    ranges = [split.passage_range(p) for p in split.passages]
    return [i for i, (a, b) in enumerate(ranges) if a < end and start < b]


def slim(article: ArticlePieces) -> ArticlePieces:
    """The article without the ranges of pieces that no known answer lies among: they take most of its memory."""
    passages = []
    for passage in article.passages:
        located = {placed.span[0] for placed in passage.answered if placed.span}
        sentences = [p if i in located else Pieces(p.ids, []) for i, p in enumerate(passage.sentences)]
        passages.append(replace(passage, sentences=sentences))
    return replace(article, passages=passages)


def cut_articles(articles: Sequence[Article], tokenizer: SentencePieces, most: int = 0) -> list[ArticlePieces]:
    """Cut every article."""
    return [cut_article(article, tokenizer, most) for article in articles]
