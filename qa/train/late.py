"""Train the late interaction: each question's tokens against the tokens of every sentence in the batch.

The score of a sentence is the weighted mean over the question's tokens of the highest cosine to a token of the sentence
(MaxSim, Khattab and Zaharia 2020), with sentences encoded inside their passage. Negatives are the other sentences of
the same passage, of its neighbours in the article, and of a few other articles.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

from index.networks.wordpieces import Layout, WordPieces
from qa.train.layouts import ArticlePieces, PassagePieces, fits, reworded
from qa.train.networks import LateNetwork, padded

BATCH_PIECES = 2600  # of passages in one batch
RUN = 4  # neighbouring passages that stay together
PER_PASSAGE = 4  # questions
BUCKET = 6  # passages padded together


@dataclass(frozen=True, slots=True)
class Batch:
    """Passages, questions, and for each question the numbers of its right sentences among all of the batch."""

    passages: list[Layout]
    questions: list[Layout]
    right: list[list[int]]


def batches(articles: Sequence[ArticlePieces], wordpieces: WordPieces, seed: int, skip: int = 0) -> Iterator[Batch]:
    """Batches without end, after the first `skip`; each pass over the articles is shuffled anew.

    Raises:
        ValueError: there is no question to train on.
    """
    if not any(passage.answered for article in articles for passage in article.passages if fits(passage)):
        raise ValueError(f"There is no answered question in {len(articles)} articles; is the data folder whole?")
    while True:
        chance = random.Random(seed)
        seed += 1
        for passages in gathered(articles, chance):
            batch = _batch(passages, wordpieces, chance)
            if skip > 0:
                skip -= 1
            elif batch.questions:
                yield batch


def loss_of(network: LateNetwork, batch: Batch) -> Tensor:
    """Cross-entropy of the right sentences by MaxSim."""
    sentences, mask = encode_sentences(network, batch.passages)
    questions, weights = network(padded(batch.questions))
    scores = network.scale.exp() * maxsim(questions, weights, sentences, mask)
    right = torch.zeros_like(scores, dtype=torch.bool)
    for row, numbers in enumerate(batch.right):
        right[row, numbers] = True
    return listwise(scores, right)


def encode_sentences(network: LateNetwork, passages: Sequence[Layout]) -> tuple[Tensor, Tensor]:
    """float32 (sentences, longest, WIDTH) token vectors, the [CLS] first, and their bool (sentences, longest) mask."""
    found: dict[tuple[int, int], Tensor] = {}
    order = sorted(range(len(passages)), key=lambda i: len(passages[i].ids))
    for start in range(0, len(order), BUCKET):
        chosen = order[start : start + BUCKET]
        vectors, _ = network(padded([passages[i] for i in chosen]))
        for row, number in enumerate(chosen):
            for place, (a, b) in enumerate(passages[number].sentences):
                found[number, place] = vectors[row, a:b]
    pieces = [found[key] for key in sorted(found)]
    sentences = nn.utils.rnn.pad_sequence(pieces, batch_first=True)
    lengths = torch.tensor([len(p) for p in pieces])
    return sentences, torch.arange(sentences.shape[1])[None] < lengths[:, None]


def maxsim(questions: Tensor, weights: Tensor, sentences: Tensor, mask: Tensor) -> Tensor:
    """float32 (questions, sentences) weighted mean of each question token's highest cosine."""
    count, longest, width = sentences.shape
    flat = questions.reshape(-1, width) @ sentences.reshape(-1, width).T
    highest = flat.reshape(-1, count, longest).masked_fill(~mask[None], -1.0).amax(dim=2)
    return torch.einsum("qts,qt->qs", highest.reshape(*questions.shape[:2], count), weights)


def listwise(scores: Tensor, right: Tensor) -> Tensor:
    """The mean cross-entropy of the right ones, bool (questions, sentences), among all; any one of them will do."""
    scores = scores.float()
    return (scores.logsumexp(1) - scores.masked_fill(~right, -torch.inf).logsumexp(1)).mean()


def gathered(
    articles: Sequence[ArticlePieces], chance: random.Random, most: int = BATCH_PIECES
) -> Iterator[list[PassagePieces]]:
    """All passages that answer something, and their neighbours, by chance: so many pieces at a time."""
    runs = []
    for article in articles:
        passages = [p for p in article.passages if fits(p)]
        offset = chance.randrange(RUN)
        bounds = [0, *range(offset or RUN, len(passages), RUN), len(passages)]
        runs += [passages[a:b] for a, b in pairwise(bounds) if a < b]
    chance.shuffle(runs)
    gathered: list[PassagePieces] = []
    pieces = 0
    for run in runs:
        if not any(p.answered for p in run):
            continue
        gathered += run
        pieces += sum(len(s.ids) + 1 for p in run for s in p.sentences)
        if pieces >= most:
            yield gathered
            gathered, pieces = [], 0
    if gathered:
        yield gathered


def _batch(passages: Sequence[PassagePieces], wordpieces: WordPieces, chance: random.Random) -> Batch:
    layouts, texts, right, first = [], [], [], 0
    for passage in passages:
        layouts.append(wordpieces.lay_out([], passage.context(wordpieces, chance), passage.sentences))
        for placed in chance.sample(passage.answered, min(PER_PASSAGE, len(passage.answered))):
            texts.append(reworded(placed.text, chance))
            right.append([first + r for r in placed.right])
        first += len(passage.sentences)
    questions = [wordpieces.question(pieces) for pieces in wordpieces.cut(texts)]
    return Batch(layouts, questions, right)
