"""Questions with what the retriever brings for them, from indexes of three sizes."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.networks.encoder import Encoder
from index.progress import Progress
from qa import question as asked
from qa.datasets.corpus import Corpus, Question
from qa.datasets.squad import Article, join, shortened
from qa.evaluate.asking import place_of
from qa.evaluate.corpus import opened
from qa.fitted import Fusion
from qa.language import language_of
from qa.reader import PassageReader
from qa.rerank import read, rerank
from qa.retrieve import Candidate, Retriever

SEED = 0
SAMPLE = 1500  # questions for each size of index


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A question, its candidates best first, and which of them are right."""

    question: Question
    candidates: list[Candidate]
    right: list[bool]

    def ranked(self, candidates: list[Candidate]) -> "Retrieved":
        """The same with its candidates in another order."""
        right = {c.key: r for c, r in zip(self.candidates, self.right, strict=True)}
        return Retrieved(self.question, candidates, [right[c.key] for c in candidates])

    def reranked(self, reranking: Fusion) -> "Retrieved":
        """The same with its candidates ranked by their readings too."""
        return self.ranked(rerank(self.candidates, reranking))


def universes(articles: Sequence[Article]) -> Iterator[list[Corpus]]:
    """The same articles as indexes of three sizes: each alone, in short pieces, and all in one."""
    yield [article.corpus() for article in articles]
    yield shortened(articles)
    yield [join([article.corpus() for article in articles])]


def sample(corpora: Sequence[Corpus], foreign: Sequence[Question] = (), size: int = SAMPLE) -> list[Corpus]:
    """The corpora with `size` of their questions, and a quarter as many foreign ones spread over them."""
    chance = random.Random(SEED)
    pairs = [(i, q) for i, corpus in enumerate(corpora) for q in corpus.questions]
    chosen = chance.sample(pairs, min(size, len(pairs)))
    strangers = chance.sample(foreign, min(size // 4, len(foreign)))
    chosen += [(chance.randrange(len(corpora)), Question(q.text, frozenset())) for q in strangers]
    return [Corpus(corpus.articles, tuple(q for place, q in chosen if place == i)) for i, corpus in enumerate(corpora)]


def retrieve(
    corpora: Sequence[Corpus],
    encoder: Encoder,
    fusion: Fusion,
    reader: PassageReader | None = None,
    said: str | None = None,
) -> Iterator[Retrieved]:
    """Ask every question, `said` to be in a language, of its own corpus's index; read what it brings if there is a
    reader.
    """
    encoder.questions([q.text for corpus in corpora for q in corpus.questions])  # in batches
    retriever = Retriever(encoder)
    with Progress("Retrieving", sum(len(c.questions) for c in corpora), "questions") as progress:
        for corpus in corpora:
            if not corpus.questions:
                continue
            with opened(corpus.articles, encoder) as store:
                for question in corpus.questions:
                    language = language_of(asked.Question(question.text, language=said), store.languages())
                    candidates = retriever.retrieve(store, question.text, language, fusion)
                    if reader is not None:
                        candidates = read(store, question.text, candidates, reader)
                    places = [place_of(store, candidate) for candidate in candidates]
                    yield Retrieved(question, candidates, [p in question.gold for p in places])
            progress.advance(len(corpus.questions))
