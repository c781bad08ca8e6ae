"""Fit `qa/model.json`: python -m qa.train --data DIR."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from index.embeddings import EmbeddingCache
from index.encoder import load_encoder
from index.settings import Settings
from index.store import SCORES
from qa import decide
from qa.evaluate.corpus import Corpus, Question, RememberingEncoder, read_data
from qa.evaluate.squad import read_articles, read_fragments
from qa.model import FILE, Fusion, Model, save_model
from qa.train.confidence import Judged, fit_confidence, operating_point
from qa.train.fusion import Choice, fit_fusion
from qa.train.retrieved import Retrieved, retrieve, sample, universes

# How much each kind of question counts: half can be answered, a quarter are near misses, a quarter off topic.
PRIOR = {"answerable": 0.5, "near miss": 0.25, "off topic": 0.25}
EQUAL = Fusion((1.0,) * len(SCORES))
SHARES = [round(0.05 * i, 2) for i in range(1, 21)]

FITTED_ON = (
    "Fusion and share: SQuAD 1.1 train fragments (CC BY-SA 4.0). Confidence and operating point: SQuAD 2.0 dev "
    "(CC BY-SA 4.0) without the 24 test articles. Each with indexes of one article, of 8 paragraphs, and of all."
)


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), required=True, help="The data folder.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("qa") / FILE, show_default=True)
def main(data: Path, out: Path) -> None:
    """Fit the fusion weights, the confidence and its operating point on SQuAD."""
    settings = Settings.load()
    settings.index.mkdir(parents=True, exist_ok=True)
    train = read_fragments(data / "squad/train_fragments.jsonl")
    tested = set(read_data(data / "squad/test-articles.txt").split())
    dev = [a for a in read_articles(data / "squad/dev-v2.0.json") if a.title not in tested]
    with EmbeddingCache(settings.index / "measured.sqlite") as cache:
        encoder = RememberingEncoder(load_encoder(settings.model), cache)
        train_universes = list(universes(train))
        fusion = _fusion(train_universes, encoder)
        share = _share(train_universes, encoder, fusion)
        foreign = [q for corpus in train_universes[0] for q in corpus.questions]
        judged = [
            j for corpora in universes(dev) for j in _judge(sample(corpora, foreign), encoder, fusion, share, foreign)
        ]
    confidence = fit_confidence(judged)
    point, auroc = operating_point(judged, confidence)
    click.echo(f"Confidence from {len(judged):,} questions: {confidence}; AUROC {auroc:.3f}; found from {point}")
    save_model(Model(fusion, confidence, point, share, FITTED_ON), out)
    click.echo(f"Written to {out}.")


def _fusion(train: Sequence[Sequence[Corpus]], encoder: RememberingEncoder) -> Fusion:
    rows = [r for corpora in train for r in retrieve(sample(corpora), encoder, EQUAL) if any(r.right)]
    fusion = fit_fusion(
        [Choice(np.array([c.scores for c in r.candidates], dtype=np.float32), np.array(r.right)) for r in rows]
    )
    click.echo(f"Fusion from {len(rows):,} questions: {dict(zip(SCORES, fusion.weights, strict=True))}")
    return fusion


def _share(train: Sequence[Sequence[Corpus]], encoder: RememberingEncoder, fusion: Fusion) -> float:
    """The share from which a further citation does the mean F1 of the citations more good than harm."""
    rows = [r for corpora in train for r in retrieve(sample(corpora), encoder, fusion)]
    means = [float(np.mean([_f1(r, share) for r in rows])) for share in SHARES]
    best = int(np.argmax(means))
    click.echo(f"Share {SHARES[best]}: mean F1 {means[best]:.3f}, with the best sentence alone {means[-1]:.3f}")
    return SHARES[best]


def _f1(retrieved: Retrieved, share: float) -> float:
    cited = _cited(retrieved, share)
    return 2 * sum(cited) / (len(cited) + len(retrieved.question.gold))


def _cited(retrieved: Retrieved, share: float) -> list[bool]:
    """Of each sentence that would be cited, whether it is right."""
    return retrieved.right[: len(decide.choose(retrieved.candidates, share, decide.MAX_CITATIONS))]


def _judge(
    corpora: Sequence[Corpus],
    encoder: RememberingEncoder,
    fusion: Fusion,
    share: float,
    foreign: Sequence[Question],
) -> list[Judged]:
    strangers = {q.text for q in foreign}
    rows = retrieve(corpora, encoder, fusion)
    kinds = [_kind(r.question, strangers) for r in rows]
    counts = Counter(kinds)
    return [
        Judged(decide.features(r.candidates[0]), any(_cited(r, share)), PRIOR[kind] * len(rows) / counts[kind])
        for r, kind in zip(rows, kinds, strict=True)
    ]


def _kind(question: Question, strangers: set[str]) -> str:
    if question.gold:
        return "answerable"
    return "off topic" if question.text in strangers else "near miss"


if __name__ == "__main__":
    main()
