from pathlib import Path

import pytest

from index.documents import PassageText
from index.networks import sentencepieces
from index.networks.sentencepieces import Context, SentencePieces
from tests.index.networks.tiny import number, tiny_tokenizer

CLS, SEP = 0, 2
WHO, SPOKE, SHE, SANG, ROME, NEWS, ANNA, OLD = map(
    number, ("Who", "spoke", "She", "sang", "Rome", "News", "Anna", "old")
)


@pytest.fixture
def pieces(tmp_path: Path) -> SentencePieces:
    return SentencePieces(tiny_tokenizer(tmp_path))


def test_cut_gives_ids_and_code_points_of_each_piece(pieces: SentencePieces) -> None:
    (cut,) = pieces.cut(["She sang"])
    assert cut.ids == [SHE, SANG]
    assert [("She sang"[a:b]).strip() for a, b in cut.ranges] == ["She", "sang"]


def test_lay_out_starts_each_sentence_with_its_own_sign(pieces: SentencePieces) -> None:
    head, *sentences = pieces.cut(["Who spoke", "She sang", "Anna spoke"])
    layout = pieces.lay_out(head.ids, pieces.context(Context(title="News")), sentences)
    assert layout.ids == [CLS, WHO, SPOKE, SEP, NEWS, SEP, CLS, SHE, SANG, CLS, ANNA, SPOKE, SEP]
    assert layout.sentences == [(6, 9), (9, 12)]
    assert layout.types == [0] * 13


def test_context_closes_each_field_and_leaves_empty_ones_out(pieces: SentencePieces) -> None:
    context = Context(title="News", heading="Rome", before="She sang")
    assert pieces.context(context) == [NEWS, SEP, ROME, SEP, SHE, SANG, SEP]
    assert pieces.context(Context()) == []


def test_context_reads_the_beginning_of_a_title_and_the_end_of_the_sentence_before(
    pieces: SentencePieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentencepieces, "MOST_OF_TITLE", 1)
    monkeypatch.setattr(sentencepieces, "MOST_OF_BEFORE", 1)
    assert pieces.context(Context(title="News Rome", before="She sang")) == [NEWS, SEP, SANG, SEP]


def test_lay_out_puts_a_prefix_outside_of_its_sentence(pieces: SentencePieces) -> None:
    head, first, second, speaker = pieces.cut(["Who", "sang", "spoke", "Anna"])
    layout = pieces.lay_out(head.ids, [], [first, second], [speaker.ids, []])
    assert layout.ids == [CLS, WHO, SEP, SEP, ANNA, CLS, SANG, CLS, SPOKE, SEP]
    assert layout.sentences == [(5, 7), (7, 9)]


def test_lay_out_reads_the_beginning_and_the_end_of_a_long_question(
    pieces: SentencePieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentencepieces, "HEAD_BEGINNING", 1)
    monkeypatch.setattr(sentencepieces, "HEAD_END", 2)
    head, sentence = pieces.cut(["Anna old old old who spoke Rome", "sang"])
    assert pieces.lay_out(head.ids, [], [sentence]).ids[:4] == [CLS, ANNA, SPOKE, ROME]


def test_lay_out_without_room_leaves_out_prefixes_first_and_then_context(
    pieces: SentencePieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, sentence, speaker, title = pieces.cut(["Who", "sang", "Anna", "News Rome"])
    monkeypatch.setattr(sentencepieces, "MOST", 8)
    layout = pieces.lay_out(head.ids, [*title.ids, SEP], [sentence], [speaker.ids])
    assert layout.ids == [CLS, WHO, SEP, SEP, ANNA, CLS, SANG, SEP]
    monkeypatch.setattr(sentencepieces, "MOST", 7)
    layout = pieces.lay_out(head.ids, [*title.ids, SEP], [sentence], [speaker.ids])
    assert layout.ids == [CLS, WHO, SEP, NEWS, CLS, SANG, SEP]


def test_windows_of_a_long_passage_each_know_the_sentence_before(
    pieces: SentencePieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentencepieces, "MOST_PIECES", 4)
    passage = PassageText("News", "", ("She sang", "Anna spoke", "old"))
    (head,) = pieces.cut(["Who"])
    first, second, third = pieces.windows(head.ids, passage)
    assert first.ids == [CLS, WHO, SEP, NEWS, SEP, CLS, SHE, SANG, SEP]
    assert second.ids == [CLS, WHO, SEP, NEWS, SEP, SHE, SANG, SEP, CLS, ANNA, SPOKE, SEP]
    assert third.ids[4:8] == [SEP, ANNA, SPOKE, SEP]
