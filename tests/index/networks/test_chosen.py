from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from index.documents import PassageText
from index.networks.chosen import Chosen
from index.networks.encoder import Vectors
from tests.fake_encoder import BagOfWords


@dataclass
class Lengths:
    """A text's vector says how long it is."""

    name: str = "lengths"
    sha256: str = "1" * 64
    dimension: int = 2
    given: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.given.extend(texts)
        angles = np.array([len(text) for text in texts], dtype=np.float32) / 100
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)

    questions = encode


PASSAGES = [PassageText("T", "", ("Cats sleep.", "Dogs bark.")), PassageText("T", "Dogs bark.", ("Birds sing.",))]


def test_vectors_are_those_of_the_chosen_model_and_tokens_those_of_the_encoder() -> None:
    texts, tokens = Lengths(), BagOfWords()
    found = Chosen(texts, tokens).passages(PASSAGES)
    assert texts.given == ["Cats sleep.", "Dogs bark.", "Birds sing.", "Cats sleep. Dogs bark.", "Birds sing."]
    np.testing.assert_array_equal(found[0].sentences, Lengths().encode(["Cats sleep.", "Dogs bark."]))
    np.testing.assert_array_equal(found[0].whole, Lengths().encode(["Cats sleep. Dogs bark."])[0])
    np.testing.assert_array_equal(found[1].sentences, Lengths().encode(["Birds sing."]))
    for one, other in zip(found, BagOfWords().passages(PASSAGES), strict=True):
        for mine, theirs in zip(one.tokens, other.tokens, strict=True):
            np.testing.assert_array_equal(mine, theirs)


def test_a_question_has_the_chosen_models_vector_and_the_encoders_tokens() -> None:
    (found,) = Chosen(Lengths(), BagOfWords()).questions(["cats sleep"])
    (other,) = BagOfWords().questions(["cats sleep"])
    np.testing.assert_array_equal(found.vector, Lengths().encode(["cats sleep"])[0])
    np.testing.assert_array_equal(found.tokens.vectors, other.tokens.vectors)


def test_it_goes_by_the_chosen_models_name_and_by_both_weights() -> None:
    one, other = Chosen(Lengths(), BagOfWords()), Chosen(Lengths(), BagOfWords(sha256="2" * 64))
    assert (one.name, one.dimension) == ("lengths", 2)
    assert len({one.sha256, other.sha256, "1" * 64, "0" * 64, "2" * 64}) == 5
