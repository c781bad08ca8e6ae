import random
from math import exp, log
from pathlib import Path

import pytest
import torch

from index.networks.sentencepieces import Context, SentencePieces
from qa.evaluate.question_forms import FORMS
from qa.train.layouts import ArticlePieces, PassagePieces, Placed
from qa.train.negatives import Task
from qa.train.reader import Reading, batch_of
from qa.train.typed import FORMS_OF, SPAN, Pair, beside, blend, corrected, in_a_form, loss_of, pairs, two_ways
from qa.train.wider import Source
from tests.index.networks.tiny import number, tiny_tokenizer
from tests.qa.train.test_reader_training import LONG, SENTENCES, SHORT, Tiny, odds

SHE, SANG, STOP = map(number, ("She", "sang", "."))
OTHER = "Who spoke in Rome ?"


@pytest.fixture
def pieces(tmp_path: Path) -> SentencePieces:
    return SentencePieces(tiny_tokenizer(tmp_path))


@pytest.fixture
def article(pieces: SentencePieces) -> ArticlePieces:
    first, second = pieces.cut(["Rome spoke .", "She sang ."])
    placed = Placed("Who sang ?", (1,), (1, 0, 3), "She")
    passage = PassagePieces([first, second], [placed, Placed(OTHER, (0,), None)], Context(title="News"))
    return ArticlePieces("news", [passage], [])


@pytest.fixture
def task(article: ArticlePieces) -> Task:
    return Task(0, "Who sang ?", (0, article.passages[0].answered[0]), [])


def test_the_two_ways_of_a_question_have_the_same_sentences(
    article: ArticlePieces, task: Task, pieces: SentencePieces
) -> None:
    heads = set()
    for seed in range(40):
        ((plain,), (other,)) = (way.layouts for way in two_ways(task, article, pieces, random.Random(seed)))
        assert [plain.ids[a:b] for a, b in plain.sentences] == [other.ids[a:b] for a, b in other.sentences]
        assert plain.ids[plain.sentences[1][0] + 1 : plain.sentences[1][1]] == [SHE, SANG, STOP]
        heads.add(tuple(other.ids[: other.sentences[0][0]]) == tuple(plain.ids[: plain.sentences[0][0]]))
    assert heads == {True, False}


def test_a_question_about_an_article_in_another_language_stays_plain(
    article: ArticlePieces, task: Task, pieces: SentencePieces
) -> None:
    german = ArticlePieces("news", article.passages, [], "de")
    for seed in range(20):
        plain, other = two_ways(task, german, pieces, random.Random(seed))
        assert plain == other


def test_a_question_is_corrected_from_the_words_of_another(article: ArticlePieces) -> None:
    question = "When was the treaty signed?"
    found = {corrected(question, article, random.Random(seed)) for seed in range(200)}
    assert all(text.endswith("signed?") and text != question for text in found)
    assert any(text.startswith("Who spoke in") and text.endswith(question) for text in found)
    assert any(text.startswith("When was") and " in Rome " in text for text in found)


def test_a_slip_is_a_key_beside_the_right_one() -> None:
    # Of "sing" every letter but the first may be missed, or have another before it.
    assert {beside("Can I sing ?", random.Random(seed)) for seed in range(300)} == {
        f"Can I {word} ?"
        for word in (
            "suing",
            "soing",
            "sung",
            "song",
            "sibng",
            "simng",
            "sibg",
            "simg",
            "sinfg",
            "sinhg",
            "sinf",
            "sinh",
        )
    }


@pytest.mark.parametrize("question", ["Is it so ?", "Où étaient-ils ?", "誰が歌った？"])
def test_short_and_foreign_words_have_no_slips(question: str) -> None:
    assert {beside(question, random.Random(seed)) for seed in range(20)} == {question}


def test_some_questions_stay_plain_and_some_lose_their_capitals(article: ArticlePieces) -> None:
    found = [in_a_form("Who founded the orchestra?", article, random.Random(seed)) for seed in range(400)]
    assert 0.15 < sum(text == "Who founded the orchestra?" for text in found) / 400 < 0.3
    assert 0.2 < sum(text == text.lower() for text in found) / 400 < 0.5


def test_batches_come_in_the_same_order_from_any_step(
    article: ArticlePieces, task: Task, pieces: SentencePieces
) -> None:
    sources = {"news": Source([article], [task])}

    def drawn(skip: int) -> Pair:
        return next(pairs(sources, {"news": 1.0}, pieces, 0, 3, skip))

    assert drawn(2).typed.tokens.ids.tolist() == drawn(2).typed.tokens.ids.tolist()
    assert drawn(2).typed.tokens.ids.tolist() != drawn(3).typed.tokens.ids.tolist()
    assert drawn(2).plain.readings == 3


def test_the_loss_is_cross_entropy_with_what_the_teacher_says() -> None:
    teacher, learner = Tiny(), Tiny()
    with torch.no_grad():
        learner.table.weight.mul_(0.5)
    batch = batch_of([Reading([LONG, SHORT], [], None)])
    choices = [odds(teacher, sentence) for sentence in SENTENCES]
    taught = [choice / (1 + sum(choices)) for choice in [*choices, 1.0]]
    own = [odds(learner, sentence) for sentence in SENTENCES]
    said = [choice / (1 + sum(own)) for choice in [*own, 1.0]]
    of_choice = -sum(t * log(s) for t, s in zip(taught, said, strict=True))
    tokens = [i for sentence in SENTENCES for i in sentence]
    of_place = 0.0
    for end in (1, 2):
        right, given = ([exp(v) for v in network.of(tokens, end)] for network in (teacher, learner))
        of_place -= sum(r / sum(right) * log(g / sum(given)) for r, g in zip(right, given, strict=True))
    whole = of_choice + SPAN * (1 - taught[-1]) * of_place / 2
    with torch.no_grad():
        assert float(loss_of(learner, teacher, Pair(batch, batch))) == pytest.approx(whole, abs=1e-5)


def test_a_trained_network_takes_back_some_of_what_it_was() -> None:
    network, teacher = Tiny(), Tiny()
    with torch.no_grad():
        network.table.weight.fill_(1.0)
        teacher.table.weight.fill_(2.0)
    blend(network, teacher)
    assert network.of([0, 199], 2) == [pytest.approx(1.3)] * 2


def test_no_form_is_drawn_that_there_is_not() -> None:
    assert set(FORMS_OF) - {"corrected"} < set(FORMS)
