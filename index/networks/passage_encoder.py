"""The encoder that ships: multilingual-e5-small's layers, trained to read a passage once for all that is searched.

One pass gives each sentence's vector, the passage's and the token vectors, in any of the languages the base knows. A
sentence's vector is the mean of its tokens inside its passage, with a share of the passage's mean
(`qa.train.index_encoder`).
"""

from collections.abc import Callable, Sequence

import numpy as np

from index.documents import PassageText
from index.errors import ModelError
from index.networks.e5 import WIDTH, e5_embeddings, e5_pieces
from index.networks.encoder import EncodedPassage, EncodedQuestion, Vectors
from index.networks.late import QuestionTokens, rounded
from index.networks.models import Floats
from index.networks.sentencepieces import MOST, Layout, SentencePieces
from index.networks.sessions import Network, shipped
from index.settings import DEFAULT_MODEL

QUESTION, PASSAGE = "query:", "passage:"  # what multilingual-e5-small was trained with before its texts


class PassageEncoder:
    """Encodes passages and questions; safe to share between threads."""

    name, dimension = DEFAULT_MODEL, WIDTH

    def __init__(self, network: Network, pieces: Callable[[], SentencePieces]) -> None:
        """Encode with a network, and the tokenizer it was trained with, which is loaded when it first encodes."""
        self.sha256 = network.sha256
        self._network, self._load_pieces = network, pieces

    def passages(self, passages: Sequence[PassageText]) -> list[EncodedPassage]:
        """What the index is to hold of each passage; a long one is read in several parts."""
        pieces = self._load_pieces()
        (head,) = pieces.cut([PASSAGE])
        windows = [(number, layout) for number, p in enumerate(passages) for layout in pieces.windows(head.ids, p)]
        outputs = self._network.run([layout for _, layout in windows])
        found: list[list[tuple[Floats, Floats]]] = [[] for _ in passages]
        for (number, layout), (hidden, tokens, _, _) in zip(windows, outputs, strict=True):
            found[number] += [(hidden[start:stop].mean(0), tokens[start:stop]) for start, stop in layout.sentences]
        share = float(outputs[0][-1]) if outputs else 0.0
        return [_encoded(sentences, share) for sentences in found]

    def questions(self, texts: Sequence[str]) -> list[EncodedQuestion]:
        """What each question is searched by."""
        pieces = self._load_pieces()
        (head,) = pieces.cut([QUESTION])
        rows = [[pieces.cls, *[*head.ids, *cut.ids][: MOST - 2], pieces.sep] for cut in pieces.cut(texts)]
        outputs = self._network.run([Layout(ids, [0] * len(ids), []) for ids in rows])
        return [
            EncodedQuestion(_unit(hidden.mean(0)), QuestionTokens(tokens, weights))
            for hidden, tokens, weights, _ in outputs
        ]


def load_passage_encoder() -> PassageEncoder:
    """The encoder that ships with pincite.

    Raises:
        ModelError: its weights are missing, or not the ones that were shipped.
    """
    session = shipped("index", "encoder")
    if session is None:
        raise ModelError("index/weights/encoder.onnx is missing; reinstall pincite.")
    return PassageEncoder(Network(session, e5_embeddings()), e5_pieces)


def _encoded(sentences: Sequence[tuple[Floats, Floats]], share: float) -> EncodedPassage:
    means = np.stack([mean for mean, _ in sentences])
    whole = means.mean(0)
    return EncodedPassage(_unit(means + share * whole), _unit(whole), [rounded(tokens) for _, tokens in sentences])


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), dtype=np.float32)
