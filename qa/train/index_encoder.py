"""The encoder of the index: sentence vectors and token vectors of a whole passage in one pass of one network.

A sentence's vector is the mean of its tokens inside its passage, with a learnt share of the passage's mean: "he" and
"the plan" are then vectors of who and which. multilingual-e5-small was trained for texts alone, so that pass has to be
learnt: each question against all sentences of the batch by vectors and by MaxSim (`qa.train.late`), and each sentence's
vector towards the one that the published model gives the sentence alone, which holds what it knows of other languages.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from index.networks.sentencepieces import SentencePieces
from index.networks.wordpieces import Layout
from qa.train.late import PER_PASSAGE, gathered, listwise, maxsim
from qa.train.layouts import ArticlePieces, PassagePieces, reworded
from qa.train.networks import WIDTH, PooledNetwork, mixed_precision, padded
from qa.train.wider import context

BUCKET, SENTENCES = 4, 16  # passages, and sentences alone, padded together
MOST_OF_TEXT = 256  # pieces of a question, or of a sentence alone
QUESTION, PASSAGE = "query:", "passage:"  # what E5 was trained with before its texts
LATE, LIKENESS = 1.0, 0.5  # how much the loss of MaxSim, and of the likeness to the sentence alone, counts


class IndexNetwork(nn.Module):
    """Hidden states, from which vectors of sentences, questions and tokens are made."""

    def __init__(self, layers: Any) -> None:
        super().__init__()
        self.transformer = layers
        width = layers.config.hidden_size
        self.project = nn.Linear(width, WIDTH, bias=False)
        self.weigh = nn.Linear(width, 1)
        self.share = nn.Parameter(torch.tensor(0.2))  # of the passage's mean in a sentence's vector
        self.scale = nn.Parameter(torch.tensor(3.4))  # of MaxSim, exp: 30
        self.sharpness = nn.Parameter(torch.tensor(4.0))  # of vectors, exp: 55; E5 was trained with 100

    def forward(self, inputs: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """float32 (n, longest, width) hidden states, (n, longest, WIDTH) token vectors, (n, longest) weights of 1."""
        hidden = self.transformer(**inputs).last_hidden_state.float()
        tokens = nn.functional.normalize(self.project(hidden), dim=-1)
        weights = nn.functional.softplus(self.weigh(hidden).squeeze(-1)) * inputs["attention_mask"]
        return hidden, tokens, weights / weights.sum(dim=1, keepdim=True)

    def sentences(self, hidden: Tensor, layout: Layout) -> Tensor:
        """float32 (sentences, width) unit vectors, of the (longest, width) hidden states of a passage."""
        means = torch.stack([hidden[start:stop].mean(dim=0) for start, stop in layout.sentences])
        return nn.functional.normalize(means + self.share * means.mean(dim=0), dim=-1)

    def questions(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """float32 (n, width) unit vectors, of the (n, longest, width) hidden states of questions."""
        return nn.functional.normalize((hidden * mask[..., None]).sum(dim=1), dim=-1)


@dataclass(frozen=True, slots=True)
class IndexBatch:
    """Passages, questions, the right sentences of each among all of the batch, and the sentences alone.

    `alone` is float32 (sentences, width): what the published model gives each sentence by itself.
    """

    passages: list[Layout]
    questions: list[Layout]
    right: list[list[int]]
    alone: Tensor


def batches(
    articles: Sequence[ArticlePieces], pieces: SentencePieces, published: PooledNetwork, seed: int, skip: int = 0
) -> Iterator[IndexBatch]:
    """Batches without end, after the first `skip`; each pass over the articles is shuffled anew.

    Raises:
        ValueError: there is no question to train on.
    """
    if not any(passage.answered for article in articles for passage in article.passages):
        raise ValueError(f"There is no answered question in {len(articles)} articles; is the data folder whole?")
    for_question, for_passage = pieces.cut([QUESTION, PASSAGE])
    while True:
        chance = random.Random(seed)
        seed += 1
        for passages in gathered(articles, chance):
            layouts, texts, right = _chosen(passages, pieces, for_passage.ids, chance)
            if skip > 0:
                skip -= 1
            elif texts:
                questions = [text_layout(pieces, [*for_question.ids, *cut.ids]) for cut in pieces.cut(texts)]
                own = [text_layout(pieces, [*for_passage.ids, *s.ids]) for p in passages for s in p.sentences]
                yield IndexBatch(layouts, questions, right, _alone(published, own))


def text_layout(pieces: SentencePieces, ids: Sequence[int]) -> Layout:
    """A question, or a sentence alone: `<s> pieces </s>`."""
    laid = [pieces.cls, *ids[: MOST_OF_TEXT - 2], pieces.sep]
    return Layout(laid, [0] * len(laid), [])


def _chosen(
    passages: Sequence[PassagePieces], pieces: SentencePieces, head: Sequence[int], chance: random.Random
) -> tuple[list[Layout], list[str], list[list[int]]]:
    layouts: list[Layout] = []
    texts: list[str] = []
    right: list[list[int]] = []
    first = 0
    for passage in passages:
        layouts.append(pieces.lay_out(head, pieces.context(context(passage, chance)), passage.sentences))
        for placed in chance.sample(passage.answered, min(PER_PASSAGE, len(passage.answered))):
            texts.append(reworded(placed.text, chance))
            right.append([first + r for r in placed.right])
        first += len(passage.sentences)
    return layouts, texts, right


def _alone(published: PooledNetwork, layouts: Sequence[Layout]) -> Tensor:
    found: dict[int, Tensor] = {}
    order = sorted(range(len(layouts)), key=lambda i: len(layouts[i].ids))
    with torch.inference_mode(), mixed_precision():
        for start in range(0, len(order), SENTENCES):
            chosen = order[start : start + SENTENCES]
            (vectors,) = published(padded([layouts[i] for i in chosen]))
            found |= dict(zip(chosen, vectors, strict=True))
    return torch.stack([found[i] for i in range(len(layouts))]).clone()


def loss_of(network: IndexNetwork, batch: IndexBatch) -> Tensor:
    """Cross-entropy of the right sentences by vectors and by MaxSim, and how unlike the sentences alone they are."""
    vectors, tokens, mask = _sentences(network, batch.passages)
    asked = padded(batch.questions)
    hidden, question_tokens, weights = network(asked)
    cosines = network.questions(hidden, asked["attention_mask"]) @ vectors.T
    right = torch.zeros_like(cosines, dtype=torch.bool)
    for row, numbers in enumerate(batch.right):
        right[row, numbers] = True
    by_vector = listwise(network.sharpness.exp() * cosines, right)
    by_tokens = listwise(network.scale.exp() * maxsim(question_tokens, weights, tokens, mask), right)
    unlike = 1 - (vectors * batch.alone).sum(dim=1).mean()
    return by_vector + LATE * by_tokens + LIKENESS * unlike


def _sentences(network: IndexNetwork, passages: Sequence[Layout]) -> tuple[Tensor, Tensor, Tensor]:
    """Vectors of all sentences, their tokens' vectors, padded, and the mask of these."""
    vectors: dict[int, Tensor] = {}
    tokens: dict[tuple[int, int], Tensor] = {}
    order = sorted(range(len(passages)), key=lambda i: len(passages[i].ids))
    for start in range(0, len(order), BUCKET):
        chosen = order[start : start + BUCKET]
        hidden, by_token, _ = network(padded([passages[i] for i in chosen]))
        for row, number in enumerate(chosen):
            vectors[number] = network.sentences(hidden[row], passages[number])
            for place, (first, stop) in enumerate(passages[number].sentences):
                tokens[number, place] = by_token[row, first:stop]
    parts = [tokens[key] for key in sorted(tokens)]
    lengths = torch.tensor([len(part) for part in parts])
    stacked = nn.utils.rnn.pad_sequence(parts, batch_first=True)
    mask = torch.arange(stacked.shape[1])[None] < lengths[:, None]
    return torch.cat([vectors[number] for number in range(len(passages))]), stacked, mask
