"""Questions with the passages that the retriever brings for them, to train the reader on what it will read.

Made-up questions are as readers type them (`qa/datasets/made_up.py`), with near misses; what lies beside the passage
that answers is of the same article, or of others in a library, most of them in the question's language. Others are
asked of four articles on one matter in four languages (`qa/datasets/made_up_groups.py`), and XQuAD's of four languages
of which one alone has the answer, never the question's.
"""

import random
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path

from index.documents import Sentence, SplitDocument
from index.networks.encoder import Encoder
from index.networks.sentencepieces import SentencePieces
from index.storage.local import LocalStore
from qa import question as asked
from qa.datasets.corpus import Corpus, Question, sampled
from qa.datasets.made_up import KINDS, read_made_up
from qa.datasets.made_up_groups import SAID, read_groups
from qa.datasets.parallel import TOGETHER, TRAIN, read_parallel
from qa.datasets.squad import join
from qa.evaluate.asking import place_of
from qa.evaluate.corpus import opened
from qa.fitted import Fusion
from qa.language import language_of
from qa.retrieve import Candidate, Retriever
from qa.train.layouts import MOST, PassagePieces, Placed, cut_passages
from qa.train.material import HELD_OUT, chosen
from qa.train.mixture import Mixture
from qa.train.reader import Reading, span_of
from qa.train.wider import context

SEED = 19
LIBRARY = 24  # articles in one index
DEPTH = 6  # passages that are kept of what is brought
HARDEST = 4  # the others are drawn from so many
OTHERS = (0.5, 0.35, 0.15)  # of the questions are read with no other passage, with one, with two
FROM_LIBRARY = 0.45  # of the others are of the library
WITHHELD = 0.08  # of the answered questions lose what answers them
ONE_OF_FOUR = 500  # questions
MADE_UP, GROUPS, FOUR = "made up", "made up, in fours", "one of four languages"
SHARES = {MADE_UP: 8, GROUPS: 2, FOUR: 1}  # of a step's questions


@dataclass(frozen=True, slots=True)
class Brought:
    """A question, the passages that answer it, and others that were brought for it, best first.

    Attributes:
        text: as it is asked.
        answering: each with the place of what answers.
        own: of its article, or of its four.
        library: of an index of many articles, its own among them.
    """

    text: str
    answering: tuple[tuple[PassagePieces, Placed], ...]
    own: tuple[PassagePieces, ...]
    library: tuple[PassagePieces, ...] = ()


def bring_all(data: Path, encoder: Encoder, fusion: Fusion, pieces: SentencePieces) -> dict[str, list[Brought]]:
    """Everything that there is to train on, by its name in `SHARES`."""
    chance = random.Random(SEED)
    made_up = [made_up.corpus(*KINDS) for made_up in read_made_up("train")]
    chance.shuffle(made_up)
    articles = [a for a in read_parallel(data / TRAIN) if not chosen(a.title, HELD_OUT["squad2"])]
    languages = sorted(articles[0].articles)
    four = [corpus for a in articles for corpus in a.in_one_of(chance.sample(languages, TOGETHER))]
    return {
        MADE_UP: list(bring_made_up(made_up, encoder, fusion, pieces)),
        GROUPS: list(bring([group.corpus(*SAID) for group in read_groups("train")], encoder, fusion, pieces)),
        FOUR: list(bring(sampled(four, ONE_OF_FOUR, SEED), encoder, fusion, pieces)),
    }


def bring_made_up(
    corpora: Sequence[Corpus], encoder: Encoder, fusion: Fusion, pieces: SentencePieces
) -> Iterator[Brought]:
    """The questions of articles with what is brought of each article alone, and of `LIBRARY` of them in one index."""
    for begin in range(0, len(corpora), LIBRARY):
        some = corpora[begin : begin + LIBRARY]
        alone = bring(some, encoder, fusion, pieces)
        together = bring([join(some)], encoder, fusion, pieces)
        for own, library in zip(alone, together, strict=True):
            yield replace(own, library=library.own)


def bring(corpora: Sequence[Corpus], encoder: Encoder, fusion: Fusion, pieces: SentencePieces) -> Iterator[Brought]:
    """The questions of each corpus with what is brought from its index."""
    retriever = Retriever(encoder)
    for corpus in corpora:
        if corpus.questions:
            encoder.questions([q.text for q in corpus.questions])  # in batches
            with opened(corpus.articles, encoder) as store:
                yield from _of_index(corpus, store, partial(retriever.retrieve, store, fusion=fusion), pieces)


def batches(
    brought: Mapping[str, Sequence[Brought]], pieces: SentencePieces, seed: int, size: int, skip: int, every: int
) -> Iterator[list[Reading]]:
    """Batches of so many questions without end, the same ones each time: the one after `skip`, and every so manyth."""
    mixture = Mixture({name: len(own) for name, own in brought.items()}, SHARES, seed)
    for step in count(skip, every):
        chance = random.Random(f"{seed}/brought/{step}")
        drawn = mixture.draw(step * size, size)
        yield [make_reading(brought[name][number], pieces, chance) for name, number in drawn]


def make_reading(question: Brought, pieces: SentencePieces, chance: random.Random) -> Reading:
    """One question as it is read; drawn by chance."""
    more = chance.choices(range(len(OTHERS)), OTHERS)[0]
    beside = question.library if question.library and chance.random() < FROM_LIBRARY else question.own
    placed: Placed | None = None
    if question.answering and not (question.own and chance.random() < WITHHELD):
        first, placed = chance.choice(question.answering)
    else:
        first, beside = question.own[0], question.own[1:] if question.answering else beside
    others = [passage for passage in beside if passage != first][:HARDEST]
    passages = [first, *chance.sample(others, min(more, len(others)))]
    (head,) = pieces.cut([question.text])
    layouts = [pieces.lay_out(head.ids, pieces.context(context(p, chance)), p.sentences) for p in passages]
    if placed is None:
        return Reading(layouts, [], None)
    return Reading(layouts, [(0, number) for number in placed.right], span_of(placed, first, layouts[0]))


def _of_index(
    corpus: Corpus, store: LocalStore, retrieve: Callable[..., Sequence[Candidate]], pieces: SentencePieces
) -> Iterator[Brought]:
    cut = {article.document.id: cut_passages(article, pieces, MOST) for article in corpus.articles}
    for question in corpus.questions:
        language = language_of(asked.Question(question.text), store.languages())
        found = (place_of(store, candidate) for candidate in retrieve(question.text, language))
        right = _right(question, {name: article for name, (article, _) in cut.items()})
        others = dict.fromkeys((name, _passage_at(cut[name][0], start)) for name, start in found)
        yield Brought(
            question.text,
            tuple((cut[name][1][number], placed) for (name, number), placed in right.items()),
            tuple(cut[name][1][number] for name, number in others if (name, number) not in right)[:DEPTH],
        )


def _right(question: Question, articles: Mapping[str, SplitDocument]) -> dict[tuple[str, int], Placed]:
    """The passages that answer, each with the numbers of its sentences that do, and the shortest answer's place."""
    found: dict[tuple[str, int], Placed] = {}
    for name, start in sorted(question.gold):
        article = articles[name]
        number = _passage_at(article, start)
        first = article.passages[number].first
        place = next(i for i, s in enumerate(article.sentences[first:]) if s.start == start)
        known = found.get((name, number), Placed(question.text, (), None))
        span = known.span or _span(question, article.sentences[first + place], place)
        found[name, number] = replace(known, right=(*known.right, place), span=span)
    return found


def _span(question: Question, sentence: Sentence, place: int) -> tuple[int, int, int] | None:
    inside = [(a, b) for a, b in question.spans if sentence.start <= a and b <= sentence.end]
    if not inside:
        return None
    start, end = min(inside, key=lambda span: span[1] - span[0])
    return place, start - sentence.start, end - sentence.start


def _passage_at(article: SplitDocument, start: int) -> int:
    """The number of the passage that has the sentence which begins there."""
    begins = [article.sentences[passage.first].start for passage in article.passages]
    return bisect_right(begins, start) - 1
