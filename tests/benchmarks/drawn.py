"""A corpus and vectors as large as wanted: real sentences recombined, vectors drawn around real ones."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path

import numpy as np

from index.build import split
from index.documents import About, PassageText, SplitDocument
from index.networks.encoder import EncodedPassage, EncodedQuestion, Encoder, Vectors
from index.reading.plain import plain_document
from qa.datasets.squad import read_fragments, read_test_articles

NOISE = 0.5  # times a vector's length
PARAGRAPHS, SENTENCES = 36, 5  # of a recombined article, and of each of its paragraphs


class Drawn:
    """Stands in for an encoder while an index is built, by chance and text; questions are encoded as always.

    Vectors are around those of real passages and of their sentences; every sentence has the tokens of a real one.
    """

    def __init__(self, encoder: Encoder, real: Sequence[EncodedPassage]) -> None:
        self.name, self.sha256, self.dimension = encoder.name, encoder.sha256, encoder.dimension
        self._encoder = encoder
        self._vectors = np.concatenate([np.vstack([passage.sentences, passage.whole]) for passage in real])
        self._tokens = [tokens for passage in real for tokens in passage.tokens]

    def passages(self, passages: Sequence[PassageText]) -> list[EncodedPassage]:
        """What stands for each passage in the index."""
        return [self._passage(passage.sentences) for passage in passages]

    def questions(self, texts: Sequence[str]) -> list[EncodedQuestion]:
        """What each question is searched by."""
        return self._encoder.questions(texts)

    def _passage(self, sentences: Sequence[str]) -> EncodedPassage:
        moved = np.stack([self._around_one(text) for text in [*sentences, " ".join(sentences)]])
        vectors = np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)
        tokens = [self._tokens[seed_of(sentence) % len(self._tokens)] for sentence in sentences]
        return EncodedPassage(vectors[:-1], vectors[-1], tokens)

    def _around_one(self, text: str) -> Vectors:
        chance = np.random.default_rng(seed_of(text))
        real = self._vectors[chance.integers(len(self._vectors))]
        shift = chance.standard_normal(self.dimension, dtype=np.float32)
        return np.asarray(real + shift * np.float32(NOISE / np.sqrt(self.dimension)))


def seed_of(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8])


@dataclass(frozen=True, slots=True)
class Real:
    """What is real: articles and questions about them."""

    articles: list[SplitDocument]
    questions: list[str]


def read_real(data: Path) -> Real:
    """SQuAD's articles of which whole paragraphs are at hand."""
    found = [*read_test_articles(data, "1.1"), *read_fragments(data / "squad/train_fragments.jsonl")]
    corpora = [article.corpus() for article in found]
    return Real([a for c in corpora for a in c.articles], [q.text for c in corpora for q in c.questions])


def articles_of(real: Real, size: int) -> Iterator[SplitDocument]:
    """Articles of `size` sentences together: the real ones first, then recombined ones."""
    for article in chain(real.articles, recombined(real.articles)):
        if size <= 0:
            return
        size -= len(article.sentences)
        yield article


def recombined(originals: Sequence[SplitDocument]) -> Iterator[SplitDocument]:
    """Articles without end whose sentences are heads of real ones with tails of others."""
    sentences = [a.document.text[s.start : s.end].split() for a in originals for s in a.sentences]
    sentences = [words for words in sentences if 6 <= len(words) <= 60]
    chance, number = random.Random(0), 0
    while True:
        number += 1
        paragraphs = (" ".join(recombine(sentences, chance) for _ in range(SENTENCES)) for _ in range(PARAGRAPHS))
        document = plain_document(f"recombined-{number}", About(f"Recombined {number}"), "\n\n".join(paragraphs))
        yield split(document)


def recombine(sentences: Sequence[Sequence[str]], chance: random.Random) -> str:
    head, tail = chance.choices(sentences, k=2)
    return " ".join([*head[: len(head) // 2], *tail[len(tail) // 2 :]])


def drawn_from(real: Real, passages: int, encoder: Encoder) -> Drawn:
    """What stands in for an encoder: drawn around what it makes of so many real passages."""
    return Drawn(encoder, encoder.passages(list(islice(shuffled_passages(real.articles), passages))))


def shuffled_passages(originals: Sequence[SplitDocument]) -> Iterator[PassageText]:
    for article in random.Random(0).sample(originals, len(originals)):
        text = article.document.text
        for passage in article.passages:
            ranges = article.sentences[passage.first : passage.stop]
            yield PassageText(article.document.title, "", tuple(text[s.start : s.end] for s in ranges))
