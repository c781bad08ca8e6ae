"""Fit the numbers of `qa/fitted.json` on articles that no network was trained on."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.languages import ENGLISH
from index.networks.encoder import Encoder
from index.settings import Settings
from index.storage.cache import EmbeddingCache
from index.store import SCORES
from qa import decide, rerank
from qa.ask import networks_of
from qa.datasets.corpus import Corpus, Question
from qa.datasets.squad import elsewhere
from qa.evaluate.corpus import RememberingEncoder
from qa.fitted import READING, Fitted, Fusion, Way, load_fitted
from qa.question import CITATIONS
from qa.reader import PassageReader
from qa.retrieve import rank
from qa.train.confidence import Judged, fit_answers, fit_confidence, fit_threshold
from qa.train.fusion import Choice, fit_fusion
from qa.train.material import read_material
from qa.train.more import read_all
from qa.train.retrieved import Retrieved, retrieve, sample, universes

# How much each kind of question counts in the confidence, which must hold for near misses too, and in the
# threshold, which is for people who ask an article mostly what it answers. Near misses are SQuAD 2.0's; "elsewhere" is
# answered by another part of a longer article. In the confidence half of all are silent, as in SQuAD 2.0's dev, and
# most that are answerable are about encyclopaedias as the near misses are: reviews, posts and news, where people put
# other questions, would else be told from near misses by that (AUROC .96, beside .87 in encyclopaedias).
PRIOR = {"answerable": 0.4, "of other texts": 0.1, "near miss": 0.4, "elsewhere": 0.05, "off topic": 0.05}
USUAL = {"answerable": 0.35, "of other texts": 0.35, "near miss": 0.1, "elsewhere": 0.1, "off topic": 0.1}
OTHER_TEXTS = ("shifts", "qamr")
PRECISION = 0.9  # of the verdict `answers`, among such questions
EVEN = Fusion((1.0,) * len(SCORES))  # brings the same sentences as any other weights, and ranks them somehow
SHARES = [round(0.05 * i, 2) for i in range(1, 21)]

FITTED_ON = (
    "Articles held out of training: SQuAD 1.1 train fragments and SQuAD 2.0 dev without the 24 test articles "
    "(CC BY-SA 4.0), SQuADShifts' reviews and posts (CC BY 4.0), QAMR (MIT). Each with indexes of one article, of 8 "
    "paragraphs, and of all. Near misses of SQuAD 2.0 train (CC BY-SA 4.0) on articles held out too."
)

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Universe:
    """Corpora of one size; `kinds` are those of questions by their text, `silent` of all others without an answer."""

    corpora: Sequence[Corpus]
    kinds: Mapping[str, str] = field(default_factory=dict)
    silent: str = "near miss"

    def kind(self, question: Question) -> str:
        return self.kinds.get(question.text, "answerable" if question.gold else self.silent)


def fit_model(
    data: Path, settings: Settings, encoder: Encoder, reader: PassageReader, questions: int, say: Say
) -> Fitted:
    """Fit both ways to answer, with the reader and without, on so many questions for each size of index."""
    with EmbeddingCache(settings.index / "measured.sqlite") as cache:
        remembering = RememberingEncoder(encoder, cache)
        sizes = _sizes(data, questions)
        rows = _ask(sizes, remembering, EVEN)
        fusion = fusion_of([r for _, r in rows])
        say(f"Fusion: {dict(zip(SCORES, fusion.weights, strict=True))}")
        without = conclude([(kind, fused_by(r, fusion)) for kind, r in rows], fusion, None, say)
        rows = _ask(sizes, remembering, fusion, reader)
    reranking = reranking_of([r for _, r in rows])
    say(f"Reading: {dict(zip(READING, reranking.weights, strict=True))}")
    read = conclude([(kind, r.reranked(reranking)) for kind, r in rows], fusion, reranking, say)
    return load_fitted().with_ways({networks_of(encoder, None): without, networks_of(encoder, reader): read}, FITTED_ON)


def fit_verdict(
    data: Path, settings: Settings, encoder: Encoder, reader: PassageReader, questions: int, say: Say
) -> Fitted:
    """The numbers that ship with `answers` fitted anew, on so many questions for each size of index."""
    fitted, ways = load_fitted(), {}
    with EmbeddingCache(settings.index / "measured.sqlite") as cache:
        remembering = RememberingEncoder(encoder, cache)
        sizes = _sizes(data, questions)
        for network in (None, reader):
            name = networks_of(encoder, network)
            ways[name] = _with_answers(
                fitted.way(name), _ask(sizes, remembering, fitted.way(name).fusion, network), say
            )
    return fitted.with_ways(ways, FITTED_ON)


def _sizes(data: Path, questions: int) -> list[Universe]:
    """The articles held out of training, as indexes of three sizes, those whose next part has the answer, and those
    with near misses alone.
    """
    material = read_material(data)
    held_out = [article for articles in material.held_out.values() for article in articles]
    missed = [article.corpus() for article in read_all(data).held_out["near misses"]]
    foreign = [
        Question(q.text, frozenset()) for a in material.train["squad"][:8] for p in a.paragraphs for q in p.asked
    ]
    other = [q for name in OTHER_TEXTS for a in material.held_out[name] for p in a.paragraphs for q in p.asked]
    kinds = {q.text: "off topic" for q in foreign} | {q.text: "of other texts" for q in other if q.answers}
    sizes = [Universe(sample(corpora, foreign, questions), kinds) for corpora in universes(held_out)]
    return [
        *sizes,
        Universe(sample(elsewhere(held_out), size=questions), silent="elsewhere"),
        Universe(sample(missed, size=questions)),
    ]


def _ask(
    sizes: Sequence[Universe], encoder: Encoder, fusion: Fusion, reader: PassageReader | None = None
) -> list[tuple[str, Retrieved]]:
    """Each question's kind, and what is found for it."""
    # One that looks like another language is weighed by the numbers for all languages when it is asked.
    found = ((u, r) for u in sizes for r in retrieve(u.corpora, encoder, fusion, reader, said=ENGLISH))
    return [(u.kind(r.question), r) for u, r in found]


def conclude(
    rows: Sequence[tuple[str, Retrieved]],
    fusion: Fusion,
    reranking: Fusion | None,
    say: Say,
    prior: Mapping[str, float] = PRIOR,
    usual: Mapping[str, float] = USUAL,
) -> Way:
    """What is left to fit once the candidates are ranked: the share of further ones, the confidence, its thresholds.

    Args:
        rows: questions, each of a kind.
        fusion, reranking: how they were ranked.
        say: is told the figures.
        prior, usual: how much each kind counts in the confidence, and in the thresholds.
    """
    share = _share([r for _, r in rows], say)
    judged = _judge(rows, share, prior, usual)
    confidence = fit_confidence(judged)
    threshold, auroc = fit_threshold(judged, confidence)
    hit = np.mean([r.right[0] for _, r in rows if r.question.gold])
    say(f"Confidence from {len(judged):,} questions: {confidence}; hit@1 {hit:.3f}; AUROC {auroc:.3f}")
    answers, share_answered = fit_answers(judged, confidence, PRECISION)
    say(f"Found from {threshold}; answers from {answers}, {share_answered:.3f} of the questions")
    return Way(fusion, reranking, confidence, threshold, answers, share)


def _with_answers(way: Way, rows: Sequence[tuple[str, Retrieved]], say: Say) -> Way:
    ranked = [(kind, r if way.reranking is None else r.reranked(way.reranking)) for kind, r in rows]
    judged = _judge(ranked, way.further, PRIOR, USUAL)
    answers, share = fit_answers(judged, way.confidence, PRECISION)
    say(f"Answers from {answers}: {share:.3f} of {len(judged):,} questions")
    return replace(way, answers=answers)


def fusion_of(rows: Sequence[Retrieved]) -> Fusion:
    """The weights of the scores under which the right sentences are likeliest."""
    return fit_fusion(
        [
            Choice(np.array([c.scores for c in r.candidates], dtype=np.float32), np.array(r.right))
            for r in rows
            if any(r.right)
        ]
    )


def reranking_of(rows: Sequence[Retrieved]) -> Fusion:
    """The weights of what was read under which the right sentences are likeliest."""
    return fit_fusion(
        [Choice(rerank.inputs(r.candidates).astype(np.float32), np.array(r.right)) for r in rows if any(r.right)]
    )


def fused_by(retrieved: Retrieved, fusion: Fusion) -> Retrieved:
    """The same ranked by other weights."""
    scores = np.array([c.scores for c in retrieved.candidates], dtype=np.float32)
    return retrieved.ranked(rank(retrieved.candidates, scores @ np.array(fusion.weights, dtype=np.float32)))


def _share(rows: Sequence[Retrieved], say: Say) -> float:
    """The share from which a further citation does the mean F1 of the citations more good than harm.

    It is the lowest that is as good as the best: nearly all these questions have one right sentence, which tells
    against further ones.
    """
    answered = [r for r in rows if r.question.gold]
    scores = np.array([[_f1(r, share) for r in answered] for share in SHARES])
    means, chosen = scores.mean(axis=1), first_within_a_standard_error(scores)
    say(f"Share {SHARES[chosen]}: mean F1 {means[chosen]:.4f} of {means.max():.4f}, with one sentence {means[-1]:.4f}")
    return SHARES[chosen]


def first_within_a_standard_error(scores: NDArray[np.float64]) -> int:
    """The first row of (ways, questions) whose mean is within a standard error of the best (Breiman et al. 1984)."""
    means = scores.mean(axis=1)
    best = int(np.argmax(means))
    return int(np.argmax(means >= means[best] - scores[best].std() / np.sqrt(scores.shape[1])))


def _f1(retrieved: Retrieved, share: float) -> float:
    cited = _cited(retrieved, share)
    return 2 * sum(cited) / (len(cited) + len(retrieved.question.gold))


def _cited(retrieved: Retrieved, share: float) -> list[bool]:
    """Of each sentence that would be cited, whether it is right."""
    return retrieved.right[: len(decide.choose(retrieved.candidates, share, CITATIONS))]


def _judge(
    rows: Sequence[tuple[str, Retrieved]], share: float, prior: Mapping[str, float], usual: Mapping[str, float]
) -> list[Judged]:
    """Each question of a kind; each kind counts as `prior` and `usual` say, however many questions it has."""
    counts = Counter(kind for kind, _ in rows)
    return [
        Judged(
            decide.features(r.candidates),
            any(_cited(r, share)),
            prior[kind] * len(rows) / counts[kind],
            usual[kind] * len(rows) / counts[kind],
        )
        for kind, r in rows
    ]
