"""Another embedding model in place of the default's vectors; the tokens, which no other has, stay the default's."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import accumulate, pairwise

from index.documents import PassageText
from index.networks.encoder import EncodedPassage, EncodedQuestion, Encoder, TextEncoder


class Chosen:
    """A text encoder's vectors, of sentences and passages alone, with the tokens of an encoder."""

    def __init__(self, texts: TextEncoder, tokens: Encoder) -> None:
        self.name, self.dimension = texts.name, texts.dimension
        self.sha256 = sha256(f"{texts.sha256} {tokens.sha256}".encode()).hexdigest()
        self._texts, self._tokens = texts, tokens

    def passages(self, passages: Sequence[PassageText]) -> list[EncodedPassage]:
        """What the index is to hold of each passage."""
        sentences = self._texts.encode([sentence for passage in passages for sentence in passage.sentences])
        wholes = self._texts.encode([" ".join(passage.sentences) for passage in passages])
        bounds = pairwise(accumulate((len(passage.sentences) for passage in passages), initial=0))
        encoded = self._tokens.passages(passages)
        return [
            EncodedPassage(sentences[start:stop], whole, passage.tokens)
            for (start, stop), whole, passage in zip(bounds, wholes, encoded, strict=True)
        ]

    def questions(self, texts: Sequence[str]) -> list[EncodedQuestion]:
        """What each question is searched by."""
        vectors, encoded = self._texts.questions(texts), self._tokens.questions(texts)
        return [EncodedQuestion(vector, one.tokens) for vector, one in zip(vectors, encoded, strict=True)]
