import random
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from index.networks.sentencepieces import Context, Pieces, SentencePieces
from qa.train import layouts, wider
from qa.train.layouts import ArticlePieces, PassagePieces, Placed
from qa.train.negatives import Task
from qa.train.wider import Source, batches, context, make_reading, slipped
from tests.index.networks.tiny import number, tiny_tokenizer

CLS, SEP = 0, 2
WHO, SPOKE, ASKED, SHE, SANG, STOP, ROME, NEWS = map(number, ("Who", "spoke", "?", "She", "sang", ".", "Rome", "News"))
NOTHING = ("WITHHELD", "EXCHANGED", "CODED", "ASKED_IN_TEXT", "SPOKEN", "CARRIED", "TOLD", "DATED", "HEADED", "LED_IN")


@pytest.fixture
def pieces(tmp_path: Path) -> SentencePieces:
    return SentencePieces(tiny_tokenizer(tmp_path))


@pytest.fixture(autouse=True)
def _as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every question is read as it is, with its passage alone, unless a test says otherwise."""
    for name in NOTHING:
        monkeypatch.setattr(wider, name, 0.0)
    for name in ("ALONE", "TITLED", "PRECEDED"):
        monkeypatch.setattr(wider, name, 1.0)
    monkeypatch.setattr(layouts, "REWORDED", 0.0)


@pytest.fixture
def article(pieces: SentencePieces) -> ArticlePieces:
    """Two passages of two sentences; the second sentence of the first answers "Who sang ?" with its first word."""
    first, second, third, fourth = pieces.cut(["Rome spoke .", "She sang .", "old Rome .", "a b c"])
    placed = Placed("Who sang ?", (1,), (1, 0, 3), "She")
    return ArticlePieces(
        "news",
        [
            PassagePieces([first, second], [placed], Context(title="News")),
            PassagePieces([third, fourth], [], Context(title="News", before="She sang .")),
        ],
        [],
    )


@pytest.fixture
def task(article: ArticlePieces) -> Task:
    return Task(0, "Who sang ?", (0, article.passages[0].answered[0]), [1])


def test_make_reading_lays_out_the_question_its_title_and_its_sentences(
    task: Task, article: ArticlePieces, pieces: SentencePieces
) -> None:
    reading = make_reading(task, article, pieces, random.Random(0))
    (layout,) = reading.layouts
    assert layout.ids[:6] == [CLS, WHO, SANG, ASKED, SEP, NEWS]
    assert reading.right == [(0, 1)]
    assert reading.span is not None
    assert [layout.ids[place] for place in reading.span[1:]] == [SHE, SHE]


def test_make_reading_withheld_reads_other_passages_and_nothing_is_right(
    task: Task, article: ArticlePieces, pieces: SentencePieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wider, "WITHHELD", 1.0)
    reading = make_reading(task, article, pieces, random.Random(0))
    (layout,) = reading.layouts
    assert number("old") in layout.ids
    assert (reading.right, reading.span) == ([], None)


def test_make_reading_with_the_question_in_the_text_does_not_choose_it(
    task: Task, article: ArticlePieces, pieces: SentencePieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wider, "ASKED_IN_TEXT", 1.0)
    for seed in range(20):
        reading = make_reading(task, article, pieces, random.Random(seed))
        (layout,) = reading.layouts
        assert len(layout.sentences) == 3
        ((_, right),) = reading.right
        start, stop = layout.sentences[right]
        assert layout.ids[start:stop] == [CLS, SHE, SANG, STOP]
        assert reading.span is not None
        assert [layout.ids[place] for place in reading.span[1:]] == [SHE, SHE]


def test_make_reading_of_speech_answers_only_if_the_named_one_says_it(
    task: Task, article: ArticlePieces, pieces: SentencePieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wider, "SPOKEN", 1.0)
    monkeypatch.setattr(wider, "NAMED_SPEAKER", 1.0)
    # Names are unknown to this tokenizer, so each is seen by its text.
    heads: list[str] = []
    cut = pieces.cut

    def remembering(texts: list[str]) -> list[Pieces]:
        heads.extend(texts)
        return cut(texts)

    monkeypatch.setattr(pieces, "cut", remembering)
    found = set()
    for seed in range(40):
        heads.clear()
        reading = make_reading(task, article, pieces, random.Random(seed))
        names = [text.removesuffix(":") for text in heads if text.endswith(":")]
        (asked,) = [text for text in heads if "sang" in text]
        (named,) = [name for name in names if name in asked]
        found.add((names.index(named), bool(reading.right)))
    assert (2, True) not in found  # the stranger says nothing
    assert (2, False) in found
    assert {right for _, right in found} == {True, False}


def test_make_reading_of_a_firm_question_changes_nothing_in_it(
    task: Task, article: ArticlePieces, pieces: SentencePieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wider, "CODED", 1.0)
    year = replace(task, text="Who sang in 1999 ?")
    assert not make_reading(year, article, pieces, random.Random(0)).right
    assert make_reading(year, article, pieces, random.Random(0), firm=True).right


def test_slipped_changes_one_character_of_a_code() -> None:
    for seed in range(30):
        changed = slipped("What does HX-2201-B weigh?", random.Random(seed))
        assert changed is not None
        differing = [(a, b) for a, b in zip("What does HX-2201-B weigh?", changed, strict=True) if a != b]
        ((old, new),) = differing
        assert old in "HX2201B"
        assert (old.isdigit(), old.isupper()) == (new.isdigit(), new.isupper())


def test_slipped_without_a_number_is_none() -> None:
    assert slipped("Who spoke in Rome?", random.Random(0)) is None


def test_context_gives_the_sentence_before_as_a_lead_in_or_as_itself(
    article: ArticlePieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    passage = article.passages[1]
    assert context(passage, random.Random(0)) == Context(title="News", before="She sang .")
    monkeypatch.setattr(wider, "LED_IN", 1.0)
    assert context(passage, random.Random(0)) == Context(title="News", lead_in="She sang .")
    monkeypatch.setattr(wider, "TITLED", 0.0)
    assert context(passage, random.Random(0)) == Context(lead_in="She sang .")


def test_context_dates_and_headings_are_made_up(article: ArticlePieces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wider, "DATED", 1.0)
    monkeypatch.setattr(wider, "HEADED", 1.0)
    made = [context(article.passages[1], random.Random(seed)) for seed in range(20)]
    assert all(one.published.startswith("published ") for one in made)
    assert {one.heading for one in made} == {"News > She", "She"}


@pytest.mark.parametrize("skip", [1, 2, 5])
def test_batches_after_some_are_those_of_the_same_stream(
    task: Task, article: ArticlePieces, pieces: SentencePieces, monkeypatch: pytest.MonkeyPatch, skip: int
) -> None:
    for name in ("WITHHELD", "SPOKEN", "DATED"):
        monkeypatch.setattr(wider, name, 0.3)
    sources, weights = (
        {"one": Source([article], [task]), "two": Source([article], [task] * 3)},
        {"one": 1.0, "two": 2.0},
    )
    stream = list(islice(batches(sources, weights, pieces, seed=3, size=5), skip + 4))
    assert list(islice(batches(sources, weights, pieces, 3, 5, skip), 4)) == stream[skip:]
    assert list(islice(batches(sources, weights, pieces, 3, 5, skip, every=2), 2)) == stream[skip : skip + 4 : 2]
    assert [len(batch) for batch in stream] == [5] * (skip + 4)
    assert stream[0] != stream[1]
