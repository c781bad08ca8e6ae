import random

import pytest

from index.networks.e5 import e5_pieces
from index.networks.sentencepieces import Context, Pieces, SentencePieces
from qa.datasets.corpus import Range
from qa.datasets.squad import Article, Asked, Paragraph
from qa.evaluate.question_forms import FORMS
from qa.train import layouts
from qa.train.layouts import ArticlePieces, PassagePieces, Placed, cut_article, cut_articles, fits, reworded, slim


def at(text: str, part: str) -> Range:
    start = text.index(part)
    return start, start + len(part)


# Two paragraphs of a passage each: a passage ends with its line once it has 400 code points.
TOWER = "The Eiffel Tower is tall. " + "It was built of iron. " * 18
CAFE = "Café “Zoë” sells 👩🏽‍🚀 tea. Rain fell."
FIRST = Paragraph(
    TOWER,
    (
        Asked("What is tall?", (at(TOWER, "The Eiffel Tower"), at(TOWER, "Eiffel Tower"))),
        Asked("What is it of?", (at(TOWER, "iron"),)),
        Asked("What is silent?", ()),
    ),
)
SECOND = Paragraph(
    CAFE, (Asked("What fell?", (at(CAFE, "Rain"),)), Asked("What is sold?", (at(CAFE, "“Zoë” sells 👩🏽‍🚀 tea"),)))
)
PARIS = Article("Paris", (FIRST, SECOND), "Paris, France")


@pytest.fixture(scope="module")
def tokenizer() -> SentencePieces:
    return e5_pieces()


@pytest.fixture(scope="module")
def paris(tokenizer: SentencePieces) -> ArticlePieces:
    return cut_article(PARIS, tokenizer)


def test_an_article_is_cut_into_passages_with_title_and_sentence_before(
    paris: ArticlePieces, tokenizer: SentencePieces
) -> None:
    tower, iron, cafe, rain = tokenizer.cut(
        ["The Eiffel Tower is tall.", "It was built of iron.", CAFE[:26], "Rain fell."]
    )
    first, second = paris.passages
    assert paris.id == "Paris"
    assert (first.sentences, first.given) == ([tower, *[iron] * 18], Context(title="Paris, France"))
    assert second.sentences == [cafe, rain]
    assert second.given == Context(title="Paris, France", before="It was built of iron.")


def test_questions_are_placed_in_the_passage_that_answers_them(paris: ArticlePieces) -> None:
    first, second = paris.passages
    assert first.answered == [
        Placed("What is tall?", (0,), (0, 4, 16), "Eiffel Tower"),  # the shorter of the two answers
        Placed("What is it of?", (1,), (1, 16, 20), "iron"),
    ]
    sold = "“Zoë” sells 👩🏽‍🚀 tea"
    assert second.answered == [
        Placed("What fell?", (1,), (1, 0, 4), "Rain"),
        Placed("What is sold?", (0,), (0, 5, 25), sold),
    ]
    assert CAFE[5:25] == sold
    assert paris.answers() == ["Eiffel Tower", "iron", "Rain", sold]


def test_unanswered_questions_know_the_passages_they_were_asked_on(paris: ArticlePieces) -> None:
    assert paris.unanswered == [("What is silent?", [0])]
    assert paris.questions() == ["What is tall?", "What is it of?", "What fell?", "What is sold?", "What is silent?"]


def test_a_question_on_a_paragraph_of_two_passages_was_asked_on_both(tokenizer: SentencePieces) -> None:
    long = Paragraph("Iron is strong. " * 90, (Asked("Who?", ()),))
    article = cut_article(Article("A", (Paragraph("Short.", ()), long)), tokenizer)
    assert len(article.passages) == 2
    assert article.unanswered == [("Who?", [0, 1])]


def test_answers_in_several_sentences_are_all_right_and_the_shortest_is_the_span(tokenizer: SentencePieces) -> None:
    asked = Asked("Who?", ((0, 8), (10, 14), (0, 4)))
    (passage,) = cut_article(Article("A", (Paragraph("Cats see. Dogs do. No.", (asked,)),)), tokenizer).passages
    assert passage.answered == [Placed("Who?", (0, 1), (1, 0, 4), "Dogs")]


def test_an_answer_across_two_sentences_has_no_span(tokenizer: SentencePieces) -> None:
    asked = Asked("Who?", ((5, 14),))
    (passage,) = cut_article(Article("A", (Paragraph("Cats see. Dogs do.", (asked,)),)), tokenizer).passages
    assert passage.answered == [Placed("Who?", (0,), None, "see. Dogs")]


def test_answers_in_another_passage_are_left_to_it(tokenizer: SentencePieces) -> None:
    text = "Iron is strong. " * 90
    later = text.rindex("Iron")
    asked = Asked("What?", ((0, 4), (later, later + 4)))
    article = cut_article(Article("A", (Paragraph(text, (asked,)),)), tokenizer)
    assert [p.answered for p in article.passages] == [[Placed("What?", (0,), (0, 0, 4), "Iron")], []]


def test_the_place_of_an_answer_is_its_pieces(paris: ArticlePieces) -> None:
    sentence, start, end = paris.passages[1].answered[1].span or (0, 0, 0)
    pieces = paris.passages[1].sentences[sentence]
    inside = [SECOND.text[a:b] for a, b in pieces.ranges if a < end and start < b]
    assert (inside[0], inside[-1]) == (" “", " tea")  # a word's first piece has the space before it


def test_articles_are_cut_in_their_order(tokenizer: SentencePieces) -> None:
    assert [a.id for a in cut_articles([PARIS, Article("B", (SECOND,))], tokenizer)] == ["Paris", "B"]


def pieces(*ids: int) -> Pieces:
    return Pieces(list(ids), [(0, 1)] * len(ids))


def test_questions_are_reworded_by_chance_into_the_forms_people_type(monkeypatch: pytest.MonkeyPatch) -> None:
    question = "When did Emmanuel Macron visit Berlin?"
    monkeypatch.setattr(layouts, "REWORDED", 0.0)
    assert {reworded(question, random.Random(seed)) for seed in range(20)} == {question}
    monkeypatch.setattr(layouts, "REWORDED", 1.0)
    found = [reworded(question, random.Random(seed)) for seed in range(60)]
    assert question not in found
    assert {"Emmanuel Macron visit Berlin", question.rstrip("?")} <= set(found)
    assert any(text.endswith("Thank you!") for text in found)
    assert question.lower() not in found  # capitals stay
    assert set(FORMS) >= set(layouts._PLAINNESS)


def test_a_passage_fits_that_leaves_room_for_a_question() -> None:
    assert fits(PassagePieces([pieces(*[1] * 138), pieces(*[1] * 139)], []))  # 139 + 140 < 280
    assert not fits(PassagePieces([pieces(*[1] * 139), pieces(*[1] * 139)], []))


def test_a_passage_of_many_pieces_is_cut_into_several(tokenizer: SentencePieces) -> None:
    asked = (Asked("What fell?", (at("Rain fell. Snow fell. Hail fell.", "Snow"),)),)
    text = Paragraph("Rain fell. Snow fell. Hail fell.", asked)
    # The first two sentences are three pieces and their <s>: both go into nine.
    article = cut_article(Article("weather", (text,), "Weather"), tokenizer, 9)
    assert [len(p.sentences) for p in article.passages] == [2, 1]
    assert [p.given for p in article.passages] == [
        Context(title="Weather"),
        Context(title="Weather", before="Snow fell."),
    ]
    (placed,) = article.passages[0].answered
    assert (placed.right, placed.span) == ((1,), (1, 0, 4))
    # One that is longer than that stands alone.
    assert [len(p.sentences) for p in cut_article(Article("w", (text,)), tokenizer, 2).passages] == [1, 1, 1]


def test_a_slim_article_keeps_ranges_where_an_answer_is_alone(tokenizer: SentencePieces) -> None:
    asked = (Asked("What fell?", (at("Rain fell. Snow fell.", "Snow"),)),)
    article = cut_article(Article("weather", (Paragraph("Rain fell. Snow fell.", asked),), "Weather"), tokenizer)
    (before,), (after,) = article.passages, slim(article).passages
    assert [s.ids for s in after.sentences] == [s.ids for s in before.sentences]
    assert [s.ranges for s in after.sentences] == [[], before.sentences[1].ranges]
    assert (after.answered, after.given) == (before.answered, before.given)
