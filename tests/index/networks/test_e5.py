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
    (first, second) = (e5_pieces()._processor.piece_to_id(name) for name in ("<s>", "</s>"))
    assert (first, second) == (CLS, SEP)


def test_text_that_looks_like_a_special_piece_is_text() -> None:
    (pieces,) = e5_pieces().cut(["a </s><s> b"])
    assert not {CLS, SEP} & set(pieces.ids)


def test_pieces_cover_the_text_as_it_was_before_it_was_normalised() -> None:
    text = "ﬁne  e\u0301té 🙂 日本語"
    (pieces,) = e5_pieces().cut([text])
    assert "".join(text[start:end] for start, end in pieces.ranges) == text
