from math import exp, isfinite, isnan, log

import numpy as np
import pytest

from index.documents import PassageText
from index.networks.e5 import e5_pieces
from index.networks.models import Floats
from index.networks.sentencepieces import Layout
from qa import reader as reading
from qa.reader import LONGEST_ANSWER, Reader, Reading
from tests.fake_network import FakeNetwork

CLS, SEP = 0, 2  # <s> and </s>
SURE = 30.0  # a logit beside which all others vanish
NOUGHT = -1e9  # log odds that add nothing


def pieces_of(sentence: str, *texts: str) -> list[int]:
    """The numbers of the sentence's pieces that read so, looked for one after the other."""
    (pieces,) = e5_pieces().cut([sentence])
    read = [sentence[start:end].strip() for start, end in pieces.ranges]
    found: list[int] = []
    for text in texts:
        found.append(read.index(text, found[-1] if found else 0))
    return found


def network(*places: tuple[int, float, float], scores: tuple[float, ...] = (0.0,)) -> FakeNetwork:
    """A network that scores sentences so, at their [CLS], and gives pieces of the last logits: (number, start, end)."""

    def answer(ids: list[int], types: list[int]) -> list[Floats]:
        starts = [i for i, piece in enumerate(ids) if piece == CLS][1:]
        by_token = np.full(len(ids), NOUGHT, dtype=np.float32)
        by_token[starts] = scores
        logits = np.zeros((len(ids), 2), dtype=np.float32)
        for number, start, end in places:
            logits[starts[-1] + 1 + number] += (start, end)
        return [by_token, logits]

    return FakeNetwork(answer)


def read(reader: Reader, question: str, passage: PassageText) -> list[Reading]:
    """The readings of one passage."""
    (found,) = reader.read(question, [passage])
    return found


def answer_in(sentence: str, first: int, last: int) -> str:
    """What is lit where the network is sure of a first and a last piece."""
    reader = Reader(network((first, SURE, 0.0), (last, 0.0, SURE)), e5_pieces)
    (found,) = read(reader, "Who?", PassageText("", "", (sentence,)))
    assert found.certainty == pytest.approx(1.0)
    return sentence[found.start : found.end]


ZELENSKYY = "“It is 👩🏽‍🚀 Zelenskyy’s,” she said — at 2,300 km."


@pytest.mark.parametrize(
    ("first", "last", "lit"),
    [
        ("Ze", "y", "Zelenskyy"),
        ("len", "len", "Zelenskyy"),  # a word is lit whole
        ("sky", "s", "Zelenskyy’s"),
        ("“", "It", "“It"),
        ("It", "👩", "It is 👩🏽‍🚀"),
        ("🏽", "🚀", "👩🏽‍🚀"),  # as is a character of several
        ("2", "300", "2,300"),
        ("300", "km", "300 km"),
        ("km", ".", "km"),
        ("“", ".", ZELENSKYY),
    ],
)
def test_the_answer_is_the_range_of_its_pieces_widened_to_whole_words(first: str, last: str, lit: str) -> None:
    start, end = pieces_of(ZELENSKYY, first, last)
    assert answer_in(ZELENSKYY, start, end) == lit


@pytest.mark.parametrize("text", ["Café", "Zu\u0308rich", "naïve", "Владимир", "Łódź", "snake_case", "R2D2x"])
def test_a_word_of_any_letters_is_lit_whole(text: str) -> None:
    sentence = f"In {text}, yes."
    (pieces,) = e5_pieces().cut([sentence])
    inside = [n for n, (a, b) in enumerate(pieces.ranges) if a < 3 + len(text) and b > 3]
    for number in inside:
        assert answer_in(sentence, number, number) == text


def test_each_sentence_has_the_score_of_its_own_tokens() -> None:
    reader = Reader(network(scores=(1.5, -2.0, 0.25)), e5_pieces)
    found = read(reader, "Who?", PassageText("A title", "Before.", ("One cat.", "Two dogs.", "Birds.")))
    assert [r.score for r in found] == [1.5, -2.0, 0.25]


def test_the_odds_of_a_sentences_tokens_add_up() -> None:
    # Of "[CLS] who ? [SEP] [CLS] one . [CLS] two . [SEP]" each token has its number as log odds.
    counting = FakeNetwork(lambda ids, _: [np.arange(len(ids), dtype=np.float32), np.zeros((len(ids), 2), np.float32)])
    one, two = read(Reader(counting, e5_pieces), "Who?", PassageText("", "", ("One.", "Two.")))
    assert one.score == pytest.approx(log(exp(4) + exp(5) + exp(6)))
    assert two.score == pytest.approx(log(exp(7) + exp(8) + exp(9)))


def test_question_title_and_sentence_before_are_read_together() -> None:
    fake = network(scores=(0.0, 0.0))
    read(Reader(fake, e5_pieces), "Who sleeps", PassageText("Cats", "Birds", ("One", "Two")))
    ((ids, types),) = fake.given
    asked, cats, birds, (one,), (two,) = (p.ids for p in e5_pieces().cut(["Who sleeps", "Cats", "Birds", "One", "Two"]))
    assert ids == [CLS, *asked, SEP, *cats, SEP, *birds, SEP, CLS, one, CLS, two, SEP]
    assert types == [0] * len(ids)


def test_each_sentence_has_an_answer_of_its_own() -> None:
    reader = Reader(network((1, SURE, SURE), scores=(0.0, 0.0)), e5_pieces)
    one, two = read(reader, "Who?", PassageText("", "", ("One cat.", "Two dogs.")))
    assert "Two dogs."[two.start : two.end] == "dogs"
    # Nothing tells the three pieces of the first apart: three single ones, two pairs and one triple are as likely.
    assert one.certainty == pytest.approx(1 / 9)


def test_certainty_is_the_product_of_the_two_softmaxes() -> None:
    reader = Reader(network((0, 2.0, 0.0), (1, 0.0, 1.0)), e5_pieces)
    (found,) = read(reader, "Who?", PassageText("", "", ("One dog",)))
    assert (found.start, found.end) == (0, 7)
    assert found.certainty == pytest.approx(exp(2) / (exp(2) + 1) * exp(1) / (exp(1) + 1))


def test_an_answer_never_ends_before_it_starts() -> None:
    # The end is likeliest on the first piece, the start on the last.
    reader = Reader(network((1, 2.0, 0.0), (0, 0.0, 1.0)), e5_pieces)
    (found,) = read(reader, "Who?", PassageText("", "", ("One dog",)))
    start, end = exp(2) / (exp(2) + 1), 1 / (exp(1) + 1)  # "dog" alone
    assert "One dog"[found.start : found.end] == "dog"
    assert found.certainty == pytest.approx(start * end)


@pytest.mark.parametrize(("last", "words"), [(LONGEST_ANSWER - 1, LONGEST_ANSWER), (LONGEST_ANSWER, 1)])
def test_an_answer_has_at_most_so_many_pieces(last: int, words: int) -> None:
    sentence = "cat " * 60
    reader = Reader(network((0, SURE, 5.0), (last, 0.0, SURE)), e5_pieces)
    (found,) = read(reader, "Who?", PassageText("", "", (sentence,)))
    assert len(sentence[found.start : found.end].split()) == words


def test_the_answer_of_a_sentence_that_was_cut_is_where_it_was_read() -> None:
    sentence = "cat " * 199 + "dog. " + "cat " * 300
    assert answer_in(sentence, 199, 199) == "dog"


def test_a_sentence_without_word_pieces_has_a_score_and_no_answer() -> None:
    reader = Reader(network((0, SURE, SURE), scores=(1.0, 2.0, 3.0)), e5_pieces)
    one, nothing, two = read(reader, "Who?", PassageText("", "", ("One.", "", "Two.")))
    assert nothing == Reading(2.0, 0, 0, 0.0)
    assert (one.score, two.score, "Two."[two.start : two.end]) == (1.0, 3.0, "Two")


def test_a_passage_of_several_windows_has_a_reading_of_every_sentence_in_order() -> None:
    def places_of_cls(ids: list[int], types: list[int]) -> list[Floats]:
        numbers = [float(i) if piece == CLS else NOUGHT for i, piece in enumerate(ids)]
        return [np.array(numbers, dtype=np.float32), np.zeros((len(ids), 2), dtype=np.float32)]

    fake = FakeNetwork(places_of_cls)
    passage = PassageText("", "", (*(" ".join([word] * 150) for word in ("cat", "dog", "fish")), "cat"))
    found = read(Reader(fake, e5_pieces), "Who?", passage)
    # <s> who ? </s>, and each window's sentences; the second follows the last 40 pieces of the sentence before.
    assert [r.score for r in found] == [4, 4 + 151, 4 + 41, 4 + 41 + 151]
    assert [len(ids) for ids, _ in fake.given] == [4 + 2 * 151 + 1, 4 + 41 + 151 + 2 + 1]


def test_several_passages_are_read_one_by_one() -> None:
    fake = network(scores=(3.0,))
    one, two = Reader(fake, e5_pieces).read(
        "Who?", [PassageText("", "", ("One cat.",)), PassageText("", "", ("Two.",))]
    )
    assert [r.score for r in (*one, *two)] == [3.0, 3.0]
    assert [len(ids) for ids, _ in fake.given] == [4 + 1 + 3 + 1, 4 + 1 + 2 + 1]
    assert Reader(fake, e5_pieces).read("Who?", []) == []


def test_a_very_long_question_is_read_at_its_beginning_and_its_end() -> None:
    fake = network()
    read(Reader(fake, e5_pieces), "who " * 400, PassageText("", "", ("One.",)))
    ((ids, _),) = fake.given
    assert len(ids) == 1 + 48 + 80 + 1 + 3 + 1


def test_the_odds_of_a_range_are_those_of_its_pieces_to_begin_and_end_the_answer() -> None:
    # Beside "." with 1 and 1: of 9 and of 9.
    reader = Reader(network((0, log(3), log(6)), (1, log(5), log(2))), e5_pieces)
    passage = PassageText("", "", ("One cat.",))
    one, cat, both = reader.odds("Who?", passage, [(0, 3), (4, 7), (0, 7)])
    assert [exp(one), exp(cat), exp(both)] == pytest.approx([3 / 9 * 6 / 9, 5 / 9 * 2 / 9, 8 / 9 * 8 / 9])


def test_what_is_not_read_of_a_sentence_has_no_odds() -> None:
    reader = Reader(network((0, 0.0, 0.0)), e5_pieces)
    read_, unread = reader.odds("Who?", PassageText("", "", ("cat " * 300,)), [(0, 3), (4 * 250, 4 * 250 + 3)])
    assert isfinite(read_)
    assert isnan(unread)


def test_without_weights_there_is_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "shipped", lambda package, name, **_: None)
    assert reading.load_reader() is None


CHINESE, HINDI, THAI = "张三在1998年来到北京。", "राम की किताब दिल्ली में है।", "แมวนอนที่บ้าน"


@pytest.mark.parametrize(
    ("sentence", "start", "end", "lit"),
    [
        (CHINESE, 10, 12, "北京"),
        (CHINESE, 3, 5, "1998"),  # a number is lit whole
        (HINDI, 13, 14, "दिल्ली"),  # a vowel sign and a virama belong to their letter
        (THAI, 6, 8, "ที่"),
        ("👩🏽‍🚀 flog", 0, 1, "👩🏽‍🚀"),
        ("Cafe\u0301 zu", 2, 4, "Cafe\u0301"),
    ],
)
def test_an_answer_is_widened_to_words_where_there_are_and_never_cuts_a_character(
    sentence: str, start: int, end: int, lit: str
) -> None:
    places = np.full((end - start, 2), NOUGHT, dtype=np.float32)
    places[0, 0], places[-1, 1] = SURE, SURE
    first, last, _ = reading._answer(places, [(n, n + 1) for n in range(start, end)], sentence)
    assert sentence[first:last] == lit


@pytest.mark.parametrize(
    ("pieces", "lit"),
    [
        ([(4, 7)], "of"),
        ([(4, 7), (7, 11)], "of alloys"),
        ([(4, 5), (5, 7)], "of"),
        ([(4, 5)], ""),
        ([(0, 4)], "Made"),
    ],
)
def test_the_space_that_a_sentence_piece_begins_with_is_not_lit(pieces: list[tuple[int, int]], lit: str) -> None:
    places = np.full((len(pieces), 2), NOUGHT, dtype=np.float32)
    places[0, 0], places[-1, 1] = SURE, SURE
    first, last, _ = reading._answer(places, pieces, "Made of alloys.")
    assert "Made of alloys."[first:last] == lit


@pytest.mark.parametrize(
    ("sentence", "first", "last", "lit"),
    [
        ("He left in 2019.", "2019.", "2019.", "2019"),
        ("It is 2019.55 km away.", "2019.", "2019.", "2019.55"),
        ("He met Ann.", "Ann", ".", "Ann"),
        ("Did he meet Ann?", "Ann", "?", "Ann"),
        ("It is 2019!", "2019", "!", "2019"),
        ("He left the U.S.", "U", ".", "U.S."),
        ("It was Robert F.", "Robert", ".", "Robert F."),
        ("Heat it to 180 °C.", "180", ".", "180 °C"),
        ("It is 40 m.", "40", ".", "40 m"),
        ("Ann met Ben.", "Ann", ".", "Ann met Ben."),  # all of it
        ("It ends here.", ".", ".", "."),  # nothing else to light
    ],
)
def test_a_stop_behind_the_answer_is_lit_where_it_belongs_to_it(sentence: str, first: str, last: str, lit: str) -> None:
    (pieces,) = e5_pieces().cut([sentence])
    texts = [sentence[start:end].strip() for start, end in pieces.ranges]
    begin = texts.index(first)
    assert answer_in(sentence, begin, len(texts) - 1 - texts[::-1].index(last)) == lit


def test_what_it_makes_of_each_piece_is_what_comes_out_last() -> None:
    inside = np.arange(12, dtype=np.float32).reshape(4, 3)
    fake = FakeNetwork(lambda ids, _: [np.zeros(4, np.float32), np.zeros((4, 2), np.float32), inside])
    assert Reader(fake, e5_pieces).states(Layout([0, 5, 6, 2], [0] * 4, [])) is inside
