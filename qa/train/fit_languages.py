"""Fit the numbers for all languages on XQuAD's train side, which says the same in twelve."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from index.networks.encoder import Encoder
from index.settings import Settings
from index.storage.cache import EmbeddingCache
from index.store import SCORES
from qa.ask import networks_of
from qa.datasets.corpus import Corpus, sampled
from qa.datasets.parallel import TOGETHER, TRAIN, Parallel, read_parallel
from qa.evaluate.corpus import RememberingEncoder
from qa.fitted import READING, Fitted, Fusion, load_fitted
from qa.reader import PassageReader
from qa.train.fit import EVEN, Say, conclude, fusion_of, reranking_of
from qa.train.material import HELD_OUT, chosen
from qa.train.retrieved import Retrieved, retrieve

SEED = 0
PRIOR = {"answerable": 0.6, "silent": 0.4}
USUAL = {"answerable": 0.7, "silent": 0.3}

FITTED_ON = (
    "XQuAD's train side (CC BY-SA 4.0), the six articles held out of the reader's training, each in one of twelve "
    "languages asked in its own and in another, in four with the answer in one alone, and without the paragraph that "
    "answers."
)


def fit_languages(
    data: Path, settings: Settings, encoder: Encoder, reader: PassageReader, questions: int, say: Say
) -> Fitted:
    """The numbers that ship with those for all languages fitted anew, on so many questions of each kind."""
    articles = [a for a in read_parallel(data / TRAIN) if chosen(a.title, HELD_OUT["squad2"])]
    with EmbeddingCache(settings.index / "measured.sqlite") as cache:
        remembering = RememberingEncoder(encoder, cache)
        corpora = kinds(articles, questions)
        fusion = fusion_of([r for _, r in _ask(corpora, remembering, EVEN, None, say)])
        say(f"Fusion: {dict(zip(SCORES, fusion.weights, strict=True))}")
        rows = _ask(corpora, remembering, fusion, reader, say)
    without = [(kind, _unread(r)) for kind, r in rows]
    reranking = reranking_of([r for _, r in rows])
    say(f"Reading: {dict(zip(READING, reranking.weights, strict=True))}")
    read = [(kind, r.reranked(reranking)) for kind, r in rows]
    ways = {
        networks_of(encoder, None): conclude(without, fusion, None, say, PRIOR, USUAL),
        networks_of(encoder, reader): conclude(read, fusion, reranking, say, PRIOR, USUAL),
    }
    return load_fitted().with_multilingual(ways, FITTED_ON)


def kinds(articles: Sequence[Parallel], questions: int) -> dict[str, list[Corpus]]:
    """So many questions of each kind: in one language, in two, in one of four, and where the answer is taken out."""
    chance = random.Random(SEED)
    languages = sorted(articles[0].articles)
    pairs = [(article, language) for article in articles for language in languages]
    found = {
        "one": [article.corpus(language, language) for article, language in pairs],
        "two": [article.in_another(language, chance) for article, language in pairs],
        "four": [c for article in articles for c in article.in_one_of(chance.sample(languages, TOGETHER))],
        "silent": [c for article in articles for c in article.without_answers(languages, chance)],
    }
    return {kind: sampled(corpora, questions, SEED) for kind, corpora in found.items()}


def _ask(
    kinds: Mapping[str, Sequence[Corpus]], encoder: Encoder, fusion: Fusion, reader: PassageReader | None, say: Say
) -> list[tuple[str, Retrieved]]:
    rows: list[tuple[str, Retrieved]] = []
    for kind, corpora in kinds.items():
        found = list(retrieve(corpora, encoder, fusion, reader))
        say(f"{kind}: {len(found):,} questions")
        rows += [("answerable" if r.question.gold else "silent", r) for r in found]
    return rows


def _unread(retrieved: Retrieved) -> Retrieved:
    return replace(retrieved, candidates=[replace(c, reading=None) for c in retrieved.candidates])
