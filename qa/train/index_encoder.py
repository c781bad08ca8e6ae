"""The encoder of the index: sentence vectors and token vectors of a whole passage in one pass of one network.

A sentence's vector is the mean of its tokens inside its passage, with a learnt share of the passage's mean: "he" and
"the plan" are then vectors of who and which. multilingual-e5-small was trained for texts alone, so that pass has to be
learnt: each question against all sentences of the batch by vectors and by MaxSim, and against all
passages. Vectors are drawn towards those that the published model gives sentences and questions alone, which hold what
it knows of other languages.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from index.networks.passage_encoder import PASSAGE, QUESTION
from index.networks.sentencepieces import SentencePieces
from qa.train.layouts import ArticlePieces, PassagePieces, fits, reworded
from qa.train.networks import DROPOUT, WIDTH
from qa.train.packed import Packed, Tensors, hidden_states, numbers, pack
from qa.train.wider import context

BATCH_PIECES = 24_000  # of passages in one batch
RUN = 4  # neighbouring passages that stay together
PER_PASSAGE = 4  # questions
MOST_OF_TEXT = 256  # pieces of a question, or of a sentence alone
LATE, PASSAGES, LIKENESS = 1.0, 0.5, 0.5  # how much the losses count beside that of sentences' vectors
UNPLACED = {"yes or no", "claims"}  # sources that do not say which sentence answers


class IndexNetwork(nn.Module):
    """Hidden states, from which vectors of sentences, questions and tokens are made."""

    def __init__(self, layers: Any) -> None:
        super().__init__()
        self.transformer = layers
        width = layers.config.hidden_size
        # In the order in which they are used, by which `qa.train.export.restore` knows them.
        self.weigh = nn.Linear(width, 1)
        self.project = nn.Linear(width, WIDTH, bias=False)
        self.share = nn.Parameter(torch.tensor(0.2))  # of the passage's mean in a sentence's vector
        self.scale = nn.Parameter(torch.tensor(3.4))  # of MaxSim, exp: 30
        self.sharpness = nn.Parameter(torch.tensor(4.0))  # of vectors, exp: 55; E5 was trained with 100
        self.passage_sharpness = nn.Parameter(torch.tensor(4.0))

    def forward(self, inputs: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """float32 (n, longest, width) hidden states, (n, longest, WIDTH) token vectors, (n, longest) weights whose sum
        is 1, and (n) the share of a passage's mean in its sentences' vectors.
        """
        hidden = self.transformer(**inputs).last_hidden_state.float()
        weights = functional.softplus(self.weigh(hidden).squeeze(-1)) * inputs["attention_mask"]
        return hidden, self.tokens(hidden), weights / weights.sum(dim=1, keepdim=True), self.share.expand(len(hidden))

    def states(self, packed: Packed) -> Tensor:
        """float32 (tokens, width) of sequences laid end to end."""
        return hidden_states(self.transformer, packed, DROPOUT if self.training else 0.0)

    def tokens(self, hidden: Tensor) -> Tensor:
        """float32 (…, WIDTH) unit vectors, of (…, width) hidden states."""
        return functional.normalize(self.project(hidden), dim=-1)

    def weights(self, hidden: Tensor, owners: Tensor, count: int) -> Tensor:
        """float32 (tokens) weights of a question's tokens that add up to 1, of its (tokens, width) hidden states."""
        weights = functional.softplus(self.weigh(hidden).squeeze(-1))
        return weights / weights.new_zeros(count).index_add(0, owners, weights)[owners]


@dataclass(frozen=True, slots=True)
class IndexBatch(Tensors):
    """Passages, questions, and each sentence alone; numbers are those of the whole batch, all int64 but `right`.

    Attributes:
        passages, questions, alone: laid end to end.
        inside, sentence, place: the tokens of sentences, the sentence of each, and its place in that.
        passage: of each sentence.
        right: bool (questions, sentences).
    """

    passages: Packed
    questions: Packed
    alone: Packed
    inside: Tensor
    sentence: Tensor
    place: Tensor
    passage: Tensor
    right: Tensor


def batches(
    articles: Sequence[ArticlePieces], pieces: SentencePieces, seed: int, skip: int = 0, every: int = 1
) -> Iterator[IndexBatch]:
    """Batches without end, the same ones each time: the one after `skip`, and every so manyth; each pass is shuffled.

    Raises:
        ValueError: there is no question to train on.
    """
    if not any(passage.answered for article in articles for passage in article.passages):
        raise ValueError(f"There is no answered question in {len(articles)} articles; is the data folder whole?")
    number = 0
    while True:
        chance = random.Random(seed)
        seed += 1
        for passages in gathered(articles, chance):
            if number >= skip and (number - skip) % every == 0:
                yield batch_of(passages, pieces, random.Random(f"{seed}/{number}"))
            number += 1


def batch_of(passages: Sequence[PassagePieces], pieces: SentencePieces, chance: random.Random) -> IndexBatch:
    """Some passages with some of their questions, by chance. A sentence that stands twice is right twice."""
    for_question, for_passage = pieces.cut([QUESTION, PASSAGE])
    layouts = [
        pieces.lay_out(for_passage.ids, pieces.context(context(passage, chance)), passage.sentences)
        for passage in passages
    ]
    drawn = [
        (placed, passage)
        for passage in passages
        for placed in chance.sample(passage.answered, min(PER_PASSAGE, len(passage.answered)))
        if placed.right
    ]
    texts = [reworded(placed.text, chance) for placed, _ in drawn]
    sentences = [tuple(sentence.ids) for passage in passages for sentence in passage.sentences]
    own = [{tuple(passage.sentences[r].ids) for r in placed.right} for placed, passage in drawn]
    begins = [0, *accumulate(len(layout.ids) for layout in layouts)]
    ranges = [
        (begin + a, begin + b) for begin, layout in zip(begins, layouts, strict=False) for a, b in layout.sentences
    ]
    return IndexBatch(
        passages=pack([layout.ids for layout in layouts]),
        questions=pack([_text(pieces, for_question.ids, cut.ids) for cut in pieces.cut(texts)]),
        alone=pack([_text(pieces, for_passage.ids, ids) for ids in sentences]),
        inside=numbers(token for a, b in ranges for token in range(a, b)),
        sentence=numbers(number for number, (a, b) in enumerate(ranges) for _ in range(a, b)),
        place=numbers(place for a, b in ranges for place in range(b - a)),
        passage=numbers(number for number, passage in enumerate(passages) for _ in passage.sentences),
        right=torch.tensor([[ids in right for ids in sentences] for right in own]),
    )


def _text(pieces: SentencePieces, head: Sequence[int], ids: Sequence[int]) -> list[int]:
    """A question, or a sentence alone: `<s> head pieces </s>`."""
    return [pieces.cls, *[*head, *ids][: MOST_OF_TEXT - 2], pieces.sep]


def loss_of(network: IndexNetwork, published: Any, batch: IndexBatch) -> Tensor:
    """Cross-entropy of the right sentences by vectors, by MaxSim and by passages, and how unlike the published vectors.

    Args:
        network: what learns.
        published: the published model's layers.
        batch: what it learns from.
    """
    with torch.no_grad():
        alone, as_published = (_means_of(hidden_states(published, p), p) for p in (batch.alone, batch.questions))
    inside = network.states(batch.passages)[batch.inside]
    asked = network.states(batch.questions)
    with torch.autocast(inside.device.type, enabled=False):
        questions = _means_of(asked, batch.questions)
        sentences, passages = _vectors(network, inside, batch)
        by_vector = listwise(network.sharpness.exp() * questions @ sentences.T, batch.right)
        by_tokens = listwise(network.scale.exp() * _maxsim(network, inside, asked, batch), batch.right)
        of_passage = batch.right.new_zeros(len(questions), len(passages), dtype=torch.float32)
        of_passage = of_passage.index_add(1, batch.passage, batch.right.float()) > 0
        by_passage = listwise(network.passage_sharpness.exp() * questions @ passages.T, of_passage)
        unlike = (1 - (sentences * alone).sum(1)).mean() + (1 - (questions * as_published).sum(1)).mean()
        return by_vector + LATE * by_tokens + PASSAGES * by_passage + LIKENESS * unlike


def _vectors(network: IndexNetwork, inside: Tensor, batch: IndexBatch) -> tuple[Tensor, Tensor]:
    """float32 (sentences, width) and (passages, width) unit vectors."""
    means = _means(inside, batch.sentence, len(batch.passage))
    passages = _means(means, batch.passage, len(batch.passages.bounds) - 1)
    sentences = means + network.share * passages[batch.passage]
    return functional.normalize(sentences, dim=-1), functional.normalize(passages, dim=-1)


def _maxsim(network: IndexNetwork, inside: Tensor, asked: Tensor, batch: IndexBatch) -> Tensor:
    """float32 (questions, sentences) weighted mean of each question token's highest cosine."""
    count, longest = len(batch.passage), int(batch.place.max()) + 1
    tokens = network.tokens(inside)
    table = tokens.new_zeros(count, longest, tokens.shape[1]).index_put((batch.sentence, batch.place), tokens)
    mask = batch.right.new_zeros(count, longest)
    mask[batch.sentence, batch.place] = True
    owners, questions = _owners(batch.questions), len(batch.questions.bounds) - 1
    cosines = (network.tokens(asked) @ table.flatten(0, 1).T).view(-1, count, longest)
    highest = cosines.masked_fill(~mask, -1.0).amax(dim=2)
    weights = network.weights(asked, owners, questions)
    return highest.new_zeros(questions, count).index_add(0, owners, highest * weights[:, None])


def _means_of(states: Tensor, packed: Packed) -> Tensor:
    """float32 (sequences, width) unit vectors: the mean of each one's tokens."""
    return functional.normalize(_means(states, _owners(packed), len(packed.bounds) - 1), dim=-1)


def _means(values: Tensor, owners: Tensor, count: int) -> Tensor:
    sums = values.new_zeros(count, values.shape[1]).index_add(0, owners, values)
    return sums / values.new_zeros(count).index_add(0, owners, values.new_ones(len(owners)))[:, None]


def _owners(packed: Packed) -> Tensor:
    """int64 (tokens): the sequence of each."""
    lengths = packed.bounds.diff()
    return torch.arange(len(lengths), device=lengths.device).repeat_interleave(lengths)


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
