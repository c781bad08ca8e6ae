"""Questions with what the retriever brings for them, from indexes of three sizes."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.progress import Progress
from qa.evaluate.corpus import Corpus, Question, RememberingEncoder, opened
from qa.evaluate.squad import Article, join
from qa.model import Fusion
from qa.retrieve import Candidate, Retriever

SEED = 0
SAMPLE = 3000  # questions for each size of index
PIECE = 8  # paragraphs: about 40 sentences, a news article


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A question, its candidates best first, and which of them are right."""

    question: Question
    candidates: list[Candidate]
    right: list[bool]


def universes(articles: Sequence[Article]) -> Iterator[list[Corpus]]:
    """The same articles as indexes of three sizes: each alone, in short pieces, and all in one."""
    yield [article.corpus() for article in articles]
    yield [piece.corpus() for article in articles for piece in article.pieces(PIECE)]
    yield [join([article.corpus() for article in articles])]


def sample(corpora: Sequence[Corpus], foreign: Sequence[Question] = ()) -> list[Corpus]:
    """The corpora with `SAMPLE` of their questions, and a quarter as many foreign ones spread over them."""
    chance = random.Random(SEED)
    pairs = [(i, q) for i, corpus in enumerate(corpora) for q in corpus.questions]
    chosen = chance.sample(pairs, min(SAMPLE, len(pairs)))
    strangers = chance.sample(foreign, min(SAMPLE // 4, len(foreign)))
    chosen += [(chance.randrange(len(corpora)), Question(q.text, frozenset())) for q in strangers]
    return [Corpus(corpus.articles, tuple(q for place, q in chosen if place == i)) for i, corpus in enumerate(corpora)]


def retrieve(corpora: Sequence[Corpus], encoder: RememberingEncoder, fusion: Fusion) -> list[Retrieved]:
    """Ask every question of its own corpus's index."""
    encoder.encode([q.text for corpus in corpora for q in corpus.questions])  # in batches
    retriever = Retriever(encoder, fusion)
    found = []
    with Progress("Retrieving", sum(len(c.questions) for c in corpora), "questions") as progress:
        for corpus in corpora:
            with opened(corpus.articles, encoder) as store:
                for question in corpus.questions:
                    candidates = retriever.retrieve(store, question.text)
                    places = [(e.id, s.start) for e, s in (store.sentence(c.row) for c in candidates)]
                    found.append(Retrieved(question, candidates, [p in question.gold for p in places]))
            progress.advance(len(corpus.questions))
    return found
