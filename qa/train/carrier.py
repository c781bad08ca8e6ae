"""Train the carrier: which words of a conversation people use who rewrite a question to stand alone.

The reader is frozen; what it makes of each word is computed once and kept on disk. Learnt are a projection of
the word, one of the question, one of where the word stands, and a hidden layer on top of their sum and of the product
of the first two; three times, as one such network owes much to chance, and the mean of their log odds tells more.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.linalg import block_diag
from sklearn.metrics import average_precision_score
from torch import Tensor, nn

from index.networks.models import Floats
from index.networks.sentencepieces import SentencePieces
from index.progress import Progress
from index.storage.lexical import tokenize
from qa.carrier import Conversation, Thinker, Trained, describe, lay_out, think
from qa.datasets.canard import FollowUp, read_follow_ups
from qa.datasets.corpus import Range
from qa.datasets.rewrites import is_held_out, read_cast, read_ikat
from qa.datasets.squad import Article
from qa.question import Turn
from qa.train.material import chosen, read_material

SEED = 23
LONG = 300  # questions of iKAT, drawn by chance: its long answers hold most of all words
ALONE, REWRITTEN = 600, 400  # questions that need nothing: SQuAD's behind others, and people's rewrites
TURNED = 800  # questions of conversations that were about something else before
WIDTH, HIDDEN = 48, 32
NETWORKS = 3  # average precision .530 of the mean of three, and of five, where one has .514 to .530
DROPPED = 0.3
EPOCHS, BATCH, RATE, DECAY = 5, 512, 2e-3, 0.05
THRESHOLD = -1.5
CURVE_HELD_OUT = 4  # one conversation in so many measures the learning curve
CURVE = (0.125, 0.25, 0.5, 1.0)  # of the conversations


@dataclass(frozen=True, slots=True)
class Examples:
    """Words to keep or to leave, of all conversations one after the other.

    Attributes:
        words, questions: what the reader makes of each word, and of each question; float16 (n, 384).
        places: where each word stands, float32.
        of: the number of each word's question.
        needed: whether the rewrite has the word.
        dialogs: of each question.
    """

    words: NDArray[np.float16]
    questions: NDArray[np.float16]
    places: Floats
    of: NDArray[np.int64]
    needed: NDArray[np.bool_]
    dialogs: list[str]


def read_examples(data: Path) -> list[FollowUp]:
    """Every question that may be trained on and follows another."""
    chance = random.Random(SEED)
    canard = [f for f in read_follow_ups(data) if f.turns and not is_held_out(f.dialog)]
    ikat = [f for f in read_ikat(data) if f.turns]
    rewritten = [replace(f, question=f.rewrite) for f in canard if f.dependent]
    return [
        *canard,
        *turned(canard, TURNED, chance),
        *chance.sample(ikat, min(LONG, len(ikat))),
        *(f for f in read_cast(data) if f.turns),
        *chance.sample(rewritten, min(REWRITTEN, len(rewritten))),
        *behind_others(read_material(data).train["squad"], ALONE, chance),
    ]


def turned(follow_ups: Sequence[FollowUp], count: int, chance: random.Random) -> Iterator[FollowUp]:
    """Follow-ups whose conversation was another one's before: of CANARD's each has one subject alone."""
    for follow_up in chance.sample(follow_ups, min(count, len(follow_ups))):
        other = chance.choice(follow_ups)
        if other.dialog != follow_up.dialog:
            yield replace(follow_up, turns=other.turns[-chance.randint(1, 3) :] + follow_up.turns)


def behind_others(articles: Sequence[Article], count: int, chance: random.Random) -> Iterator[FollowUp]:
    """Questions that stand alone, behind one to three others about their article or about another one."""
    asked = {
        article.id: [(q.text, _sentence(p.text, q.answers[0])) for p in article.paragraphs for q in p.asked]
        for article in articles
    }
    names = sorted(name for name, questions in asked.items() if len(questions) > 3)
    for _ in range(count if names else 0):
        name = chance.choice(names)
        before = chance.sample(asked[name if chance.random() < 0.7 else chance.choice(names)], 3)
        turns = tuple(Turn(q, a if chance.random() < 0.8 else None) for q, a in before)
        question, _ = chance.choice(asked[name])
        if question not in {turn.question for turn in turns}:
            turns = turns[: chance.choice((1, 1, 2, 3))]
            yield FollowUp(name, name, turns, question, question, None)


def _sentence(text: str, answer: Range) -> str:
    """About the sentence around an answer."""
    start, end = text.rfind(". ", 0, answer[0]), text.find(". ", answer[1])
    return text[start + 2 if start >= 0 else 0 : end + 1 if end >= 0 else len(text)]


def needed_words(conversation: Conversation, rewrite: str) -> tuple[list[int], list[bool]]:
    """The words that the question does not have, and of each whether the rewrite has it."""
    own = frozenset(tokenize(conversation.question))
    needed = frozenset(tokenize(rewrite)) - own
    rest = [n for n, word in enumerate(conversation.words) if not word.stems <= own]
    return rest, [bool(conversation.words[n].stems & needed) for n in rest]


def compute(follow_ups: Sequence[FollowUp], thinker: Thinker, pieces: SentencePieces) -> Examples:
    """What the reader makes of all of them."""
    parts: dict[str, list[NDArray[np.generic]]] = defaultdict(list)
    with Progress("Reading", len(follow_ups), "questions") as progress:
        for number, follow_up in enumerate(follow_ups):
            conversation = lay_out(follow_up.question, follow_up.turns, pieces)
            rest, needed = needed_words(conversation, follow_up.rewrite)
            words, question = think(conversation, thinker)
            parts["words"].append(words[rest].astype(np.float16))
            parts["questions"].append(question[None].astype(np.float16))
            parts["places"].append(describe(conversation)[rest])
            parts["of"].append(np.full(len(rest), number))
            parts["needed"].append(np.array(needed, dtype=np.bool_))
            progress.advance(1)
    joined = {name: np.concatenate(found) for name, found in parts.items()}
    return Examples(**joined, dialogs=[f.dialog for f in follow_ups])


def remembered(path: Path, data: Path, thinker: Thinker, pieces: SentencePieces) -> Examples:
    """The examples from a file, which is written where there is none."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        found = compute(read_examples(data), thinker, pieces)
        arrays = {name: getattr(found, name) for name in ("words", "questions", "places", "of", "needed")}
        part = path.with_name(f"part-{path.name}")
        np.savez(part, allow_pickle=False, dialogs=np.array(found.dialogs), **arrays)
        part.replace(path)
    with np.load(path, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    return Examples(**{**arrays, "dialogs": arrays["dialogs"].tolist()})


class CarrierNetwork(nn.Module):
    """The network that `qa.carrier.Carrier` runs."""

    def __init__(self, width: int, places: int) -> None:
        super().__init__()
        self.word, self.question = nn.Linear(width, WIDTH), nn.Linear(width, WIDTH)
        self.place = nn.Linear(places, WIDTH)
        self.hidden, self.out = nn.Linear(2 * WIDTH, HIDDEN), nn.Linear(HIDDEN, 1)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, words: Tensor, questions: Tensor, places: Tensor) -> Tensor:
        """Log odds (n,) of words (n, width) with their questions (n, width)."""
        of_word, of_question = self.word(self.drop(words)), self.question(self.drop(questions))
        summed = torch.relu(of_word + of_question + self.place(places))
        both = torch.cat([summed, torch.tanh(of_word) * torch.tanh(of_question)], dim=1)
        odds: Tensor = self.out(self.drop(torch.relu(self.hidden(self.drop(both)))))[:, 0]
        return odds

    def weights(self) -> dict[str, Floats]:
        """Its layers by name, each transposed, the bias as the last row."""
        return {
            name: np.concatenate([layer.weight.detach().numpy().T, layer.bias.detach().numpy()[None]])
            for name, layer in self.named_children()
            if isinstance(layer, nn.Linear)
        }


def learn(examples: Examples, rows: NDArray[np.int64], seed: int = SEED) -> CarrierNetwork:
    """A network that was trained on these words."""
    torch.manual_seed(seed)
    network = CarrierNetwork(examples.words.shape[1], examples.places.shape[1])
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * -(-len(rows) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)
    order = np.random.default_rng(seed)
    for _ in range(EPOCHS):
        shuffled = order.permutation(rows)
        for start in range(0, len(rows), BATCH):
            *inputs, needed = tensors(examples, shuffled[start : start + BATCH])
            loss = nn.functional.binary_cross_entropy_with_logits(network(*inputs), needed)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    return network.eval()


def tensors(examples: Examples, rows: NDArray[np.int64]) -> tuple[Tensor, ...]:
    """What the network takes of these words, and what it should say."""
    arrays = examples.words[rows], examples.questions[examples.of[rows]], examples.places[rows], examples.needed[rows]
    return tuple(torch.from_numpy(array.astype(np.float32)) for array in arrays)


def trained(examples: Examples, reader: str) -> Trained:
    """What ships."""
    rows = np.arange(len(examples.of))
    networks = [learn(examples, rows, SEED + n).weights() for n in range(NETWORKS)]
    return Trained(side_by_side(networks), THRESHOLD, reader)


def side_by_side(networks: Sequence[Mapping[str, Floats]]) -> dict[str, Floats]:
    """The weights of one network, wider than these, whose log odds are the mean of theirs."""
    joined = {name: np.concatenate([n[name] for n in networks], axis=1) for name in ("word", "question", "place")}
    hidden = [n["hidden"] for n in networks]  # what it takes of the sums is above what it takes of the products
    inside = [block_diag(*(h[a:b] for h in hidden)) for a, b in ((0, WIDTH), (WIDTH, 2 * WIDTH))]
    out = [n["out"] / len(networks) for n in networks]
    return joined | {
        "hidden": np.concatenate([*inside, np.concatenate([h[-1:] for h in hidden], axis=1)]),
        "out": np.concatenate([*(o[:-1] for o in out), np.sum([o[-1:] for o in out], axis=0)]),
    }


def curve(examples: Examples, path: Path, seeds: Sequence[int] = (0, 1, 2)) -> None:
    """Write how well words are told apart by the number of questions that were learnt from, for some seeds.

    Measured as average precision on conversations that were held out of all of them.
    """
    held = np.array([chosen(dialog, CURVE_HELD_OUT) for dialog in examples.dialogs])
    dialogs = sorted({d for d, out in zip(examples.dialogs, held, strict=True) if not out})
    measured = np.flatnonzero(held[examples.of])
    with path.open("w", newline="", encoding="ascii") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["questions", "words", "seed", "average precision"])
        for share in CURVE:
            for seed in seeds:
                taken = set(random.Random(seed).sample(dialogs, round(share * len(dialogs))))
                questions = np.array([dialog in taken for dialog in examples.dialogs])
                rows = np.flatnonzero(questions[examples.of])
                *inputs, needed = tensors(examples, measured)
                network = learn(examples, rows, seed)
                with torch.no_grad():
                    odds = network(*inputs)
                precision = average_precision_score(needed.numpy(), odds.numpy())
                writer.writerow([int(questions.sum()), len(rows), seed, round(float(precision), 4)])
