import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from index.documents import About, Block, Document, Passage, Sentence, SplitDocument
from index.networks.encoder import Vectors
from qa.overview import MOST_COMPARED, key_rows, key_sentences, telling
from tests.building import stored
from tests.fake_encoder import BagOfWords

TEXT = (
    "Night buses\nThe night buses will run to the coast again. Why did they stop? These are the reasons given:\n"
    "cost | 3.20\nDrivers were missing for all of last year. It rained."
)
BLOCKS = (
    Block("heading", 0, 11),
    Block("paragraph", 12, TEXT.index("\ncost"), parent=0),
    Block("table_row", TEXT.index("cost"), TEXT.index("\nDrivers")),
    Block("paragraph", TEXT.index("Drivers"), len(TEXT)),
)
SENTENCES = tuple(
    Sentence(TEXT.index(text), TEXT.index(text) + len(text))
    for text in (
        "Night buses",
        "The night buses will run to the coast again.",
        "Why did they stop?",
        "These are the reasons given:",
        "cost | 3.20",
        "Drivers were missing for all of last year.",
        "It rained.",
    )
)
BUSES = Document("buses", About("Buses"), TEXT, BLOCKS)


def test_headings_tables_questions_lead_ins_and_short_sentences_tell_nothing() -> None:
    assert telling(BUSES, SENTENCES).tolist() == [1, 5]


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("They are skeptical that it can be reached.", False),
        ("“But it came too late for all of them.", False),
        ("It’s the third of the year in the valley.", False),
        ("Theyland is a town with a port and a school.", True),
        ("Italy signed it, but they did not stay.", True),
    ],
)
def test_a_sentence_that_leans_on_the_one_before_tells_nothing(text: str, *, tells: bool) -> None:
    lead = "The ministers of both countries met in the harbour."
    document = Document("a", About("A"), f"{lead} {text}")
    sentences = (Sentence(0, len(lead)), Sentence(len(lead) + 1, len(document.text)))
    assert telling(document, sentences).tolist() == ([0, 1] if tells else [0])


def test_where_nothing_tells_all_do() -> None:
    assert telling(BUSES, (SENTENCES[0], SENTENCES[4])).tolist() == [0, 1]


def test_a_text_without_blocks_is_prose() -> None:
    assert telling(Document("buses", About("Buses"), TEXT), SENTENCES).tolist() == [1, 5]


def on_a_circle(*degrees: float) -> Vectors:
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_key_sentences_are_those_that_many_are_like() -> None:
    # Rows 4 to 7 are alike, the earlier of them are key; the others are not like anything, though they stand first.
    vectors = on_a_circle(120, 180, 240, 300, 0, 5, 10, 15)
    assert key_rows(vectors, 2).tolist() == [4, 5]


def test_of_sentences_that_are_equally_central_the_first_are_key() -> None:
    vectors = on_a_circle(0, 90, 180, 270)
    assert key_rows(vectors, 1).tolist() == [0]
    assert key_rows(vectors, 3).tolist() == [0, 1, 2]


def test_a_repeated_sentence_is_key_once() -> None:
    # Eighty directions that have nothing in common, the first of them twice.
    vectors = np.concatenate([np.eye(80), np.eye(80)[:1]]).astype(np.float32)
    assert key_rows(vectors, 2).tolist() == [0, 1]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_of_few_sentences_all_are_key(count: int) -> None:
    assert key_rows(np.eye(4, dtype=np.float32)[:count], 3).tolist() == list(range(count))


@pytest.mark.parametrize("rows", [1, 3, 8, 100])
def test_sentences_are_compared_so_many_at_a_time_with_the_same_result(
    rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.overview.ROWS", rows)
    assert key_rows(on_a_circle(120, 180, 240, 300, 0, 5, 10, 15), 2).tolist() == [4, 5]


def test_a_long_document_needs_no_memory_for_all_its_pairs() -> None:
    vectors = np.random.default_rng(0).standard_normal((8000, 16), dtype=np.float32)
    tracemalloc.start()
    try:
        key_rows(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), 3)
        assert tracemalloc.get_traced_memory()[1] < 8000 * MOST_COMPARED * 4  # bytes of all pairs' cosines
    finally:
        tracemalloc.stop()


def test_key_sentences_are_found_in_a_store(tmp_path: Path, fake: BagOfWords) -> None:
    other = SplitDocument(Document("a", About("A"), "Nothing."), (Sentence(0, 8),), (Passage(0, 1),))
    article = SplitDocument(BUSES, SENTENCES, (Passage(0, 7),))
    store = stored(tmp_path, fake, other, article)
    quotes = store.quotes(key_sentences(store, "buses", 3))
    assert [q.text for q in quotes] == [
        "The night buses will run to the coast again.",
        "Drivers were missing for all of last year.",
    ]


@pytest.mark.parametrize(
    ("language", "lines", "tells"),
    [
        ("de", ["So viele Menschen waren noch nie auf der Insel.", "Warum sind sie alle gekommen, fragt man?"], [0]),
        ("ja", ["図書館は古い給水塔の中にあります。", "雨だ。", "改修にはいくらかかりましたか？"], [0]),
        ("zh-Hans", ["图书馆在旧水塔里已经有十年了。", "下雨了。", "理由如下："], [0]),
        ("ar", ["تقع المكتبة في برج المياه القديم منذ عام.", "لماذا جاء كل هؤلاء الناس إلى الجزيرة؟"], [0]),
    ],
)
def test_no_rule_of_english_is_held_against_another_language(language: str, lines: list[str], tells: list[int]) -> None:
    text = "\n".join(lines)
    sentences = tuple(Sentence(text.index(line), text.index(line) + len(line)) for line in lines)
    assert telling(Document("a", About("A", language=language), text), sentences).tolist() == tells


def test_the_key_sentences_of_an_article_in_another_language_are_its_first(tmp_path: Path, fake: BagOfWords) -> None:
    lines = [f"Satz Nummer {number} erzählt vom Turm und von Büchern." for number in (1, 2, 3)]
    text = " ".join(["Die Insel liegt weit im Norden des Landes.", *lines])
    ranges = [text.index(line) for line in lines]
    sentences = (Sentence(0, ranges[0] - 1), *(Sentence(at, at + len(lines[0])) for at in ranges))
    german = Document("turm", About("Turm", language="de"), text)
    store = stored(tmp_path, fake, SplitDocument(german, sentences, (Passage(0, 4),)))
    assert [q.text for q in store.quotes(key_sentences(store, "turm", 2))] == [text[: ranges[0] - 1], lines[0]]
