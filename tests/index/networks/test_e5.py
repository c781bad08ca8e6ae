import numpy as np

from index.networks.e5 import e5_embeddings, e5_pieces
from index.networks.sentencepieces import CLS, SEP


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
