from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import exp
from pathlib import Path

import numpy as np
import pytest

from index.documents import About, Document, SplitDocument
from index.errors import DocumentNotFound
from index.networks.encoder import Encoder
from index.storage.local import LocalStore
from index.store import Generation
from qa.answer import HELP, NOT_FOUND, Answer, Span
from qa.ask import Asker, Ways, make_asker
from qa.fitted import Fusion, Logistic, Way
from qa.question import Question, Turn
from qa.retrieve import Candidate
from tests.building import article, stored
from tests.fake_encoder import BagOfWords
from tests.fake_reader import WordFinder
from tests.qa.conftest import Ship, by_hand

FRUIT = "Red wine. A red apple. Green pears grow. Blue sky. Nothing else here."
# The best sentence's cosine decides: found from sigmoid(10 * (cosine - .5)) = .5 on, that is from a cosine of .5 on.
UNREAD = Way(Fusion((0.0, 0.0, 2.0, 0.0, 0.0, 0.0)), None, Logistic(-5.0, (0.0, 0.0, 0.0, 10.0, 0.0)), 0.5, 0.5, 0.5)
# MaxSim and the reader's score together; the reader's score of the best sentence alone decides: found from 2 on.
READ = Way(
    Fusion((0.0, 0.0, 0.0, 0.0, 2.0, 0.0)),
    Fusion((1.0, 0.5, 0.0)),
    Logistic(-2.0, (0.0, 1.0, 0.0, 0.0, 0.0, 0.0)),
    0.5,
    0.5,
    0.5,
)

Ask = Callable[[Question], Answer]


def unread(fake: BagOfWords, way: Way = UNREAD) -> Asker:
    """An asker without a reader, with the same numbers in all languages."""
    return Asker(fake, None, Ways(way, way))


@pytest.fixture
def small(tmp_path: Path, fake: BagOfWords) -> LocalStore:
    return stored(tmp_path, fake, article(FRUIT, "fruit"), article("Red hot. Cold.", "weather"))


@pytest.fixture
def ask(small: LocalStore, fake: BagOfWords) -> Ask:
    return partial(unread(fake).ask, small)


def test_a_found_answer_cites_the_best_sentences_in_order(ask: Ask, small: LocalStore) -> None:
    answer = ask(Question("red apple"))
    # Cosines: "A red apple." 2 / sqrt(2 * 3), "Red wine." and "Red hot." 1 / 2, the other four 0.
    fused = [2 * 2 / 6**0.5, 1.0, 1.0]
    total = sum(map(exp, fused)) + 4
    assert answer.found
    assert answer.confidence == round(1 / (1 + exp(5 - 10 * 2 / 6**0.5)), 4)
    assert [c.sentence for c in answer.citations] == ["A red apple.", "Red wine.", "Red hot."]
    assert [c.number for c in answer.citations] == [1, 2, 3]
    assert [c.score for c in answer.citations] == [round(exp(f) / total, 4) for f in fused]
    assert answer.answer == "Red wine. [2] A red apple. [1] Red hot. [3]"
    assert answer.nearest == ()
    assert (answer.question, answer.asked_as) == ("red apple", "red apple")
    assert (
        answer.index
        == small.generation
        == Generation(small.manifest.generation, "bag-of-words", small.manifest.built_at)
    )
    assert answer.took_ms > 0


def test_an_answer_that_is_not_found_shows_the_three_nearest_and_cites_none(ask: Ask) -> None:
    answer = ask(Question("which red things taste nicest today"))
    assert (answer.found, answer.citations, answer.answer) == (False, (), NOT_FOUND)
    assert answer.confidence == round(1 / (1 + exp(5 - 10 / 12**0.5)), 4)
    assert [c.sentence for c in answer.nearest] == ["Red wine.", "Red hot.", "A red apple."]
    assert [c.number for c in answer.nearest] == [1, 2, 3]


def test_a_citation_names_the_other_documents_with_its_sentence(tmp_path: Path, fake: BagOfWords) -> None:
    texts = {"a": "Red wine. Red wine.", "b": "Red  wine. A hill.", "c": "No.", "d": "RED WINE."}
    store = stored(tmp_path, fake, *(article(text, name) for name, text in texts.items()))
    (first, *_) = unread(fake).ask(store, Question("red wine")).citations
    assert (first.document.id, [source.id for source in first.also_in]) == ("a", ["b", "d"])


def test_what_is_no_question_to_the_text_is_answered_aside(ask: Ask) -> None:
    assert ask(Question("red")).intent == "question"
    thanks = ask(Question("Thanks!", (Turn("red"),)))
    assert (thanks.intent, thanks.citations, thanks.answer) == ("talk", (), HELP)
    author = ask(Question("Who wrote this?"))
    assert (author.intent, [(d.document.id, d.value) for d in author.details]) == (
        "details",
        [("fruit", None), ("weather", None)],
    )


def test_it_is_answered_aside_in_other_languages_too(ask: Ask) -> None:
    thanks = ask(Question("Vielen Dank!"))
    assert (thanks.intent, thanks.language, thanks.answer) == ("talk", "de", HELP)
    author = ask(Question("¿Quién escribió este artículo?", language="es"))
    assert (author.intent, author.language, len(author.details)) == ("details", "es", 2)
    assert ask(Question("¿Quién escribió este artículo?", language="en")).intent == "question"


def test_the_verdict_follows_the_confidence(small: LocalStore, fake: BagOfWords) -> None:
    asker = unread(fake, replace(UNREAD, answers=0.8))
    sure, unsure, not_at_all = (asker.ask(small, Question(text)) for text in ("red", "red x", "red x y"))
    assert (sure.confidence, sure.verdict) == (round(1 / (1 + exp(5 - 10 / 2**0.5)), 4), "answers")  # .8883
    assert (unsure.confidence, unsure.verdict) == (0.5, "may_answer")
    assert (not_at_all.confidence, not_at_all.verdict) == (round(1 / (1 + exp(5 - 10 / 6**0.5)), 4), "silent")  # .2855


def test_the_threshold_itself_is_found(ask: Ask) -> None:
    assert ask(Question("red")).found  # cosine 1 / sqrt(2)
    assert ask(Question("red x")).found  # cosine 1 / 2: sigmoid(0) = .5
    assert not ask(Question("red x y")).found  # cosine 1 / sqrt(6)


@pytest.mark.parametrize("most", [1, 2, 3, 10])
def test_at_most_so_many_sentences_are_cited(ask: Ask, most: int) -> None:
    assert len(ask(Question("red", most=most)).citations) == min(most, 3)


def test_only_the_documents_asked_for_are_cited(ask: Ask) -> None:
    assert [c.sentence for c in ask(Question("red hot apple", documents=("weather",))).citations] == ["Red hot."]
    with pytest.raises(DocumentNotFound, match="'none'"):
        ask(Question("red", documents=("none",)))


def test_a_follow_up_is_searched_with_the_question_before(ask: Ask) -> None:
    answer = ask(Question("And pears?", (Turn("Red apple?"),)))
    assert (answer.question, answer.asked_as) == ("And pears?", "Red apple? And pears?")
    assert answer.citations[0].sentence == "A red apple."  # 2 / sqrt(4 * 3) against 1 / sqrt(4 * 3) for the pears


def test_a_closed_question_is_not_drawn_to_the_wrong_answer_that_it_names(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, article("The council met in Oslo again. In Rome.", "council"))
    weighed = unread(fake).weigh(store, Question("Did the council meet in Rome?", language="en"))
    # As asked the first sentence has a cosine of 3 / sqrt(6 * 6), the other of 2 / sqrt(6 * 2); for "Did the council
    # meet?" they are 2 / sqrt(4 * 6) and 0.
    odds = [exp(2 * 2 / 12**0.5 - 1.0), exp(-2 * 2 / 24**0.5)]
    assert [c.key for c in weighed.candidates] == [0, 1]
    assert weighed.candidates[0].share == pytest.approx(sum(0.5 / (1 + o) for o in odds), abs=1e-6)
    asked_for = unread(fake).weigh(store, Question("The council did meet in Rome?", language="en"))
    assert [c.key for c in asked_for.candidates] == [1, 0]


def test_an_asker_answers_from_the_store_it_is_given(small: LocalStore, fake: BagOfWords, tmp_path: Path) -> None:
    newer = stored(tmp_path, fake, article("A red apple fell.", "fruit"))
    asker = unread(fake)
    first, second = (asker.ask(store, Question("red apple")) for store in (small, newer))
    assert (first.index.generation, first.citations[0].sentence) == (small.manifest.generation, "A red apple.")
    assert (second.index.generation, second.citations[0].sentence) == (newer.manifest.generation, "A red apple fell.")


def asking(root: Path, fake: BagOfWords, word: str, certainty: float = 0.9, way: Way = READ) -> Ask:
    """Asks by a reader that looks for a word, on an article with an emoji and curly quotes, and another."""
    one = article("👩🏽‍🚀 “Red” wine flew. A red apple fell. Blue sky.", "fruit")
    store = stored(root, fake, one, article("Ripe wheat grows. Rain was near.", "weather"))
    return partial(Asker(fake, WordFinder(word, certainty), Ways(way, way)).ask, store)


def test_late_interaction_and_reading_are_added_with_their_weights(tmp_path: Path, fake: BagOfWords) -> None:
    answer = asking(tmp_path, fake, "grows")(Question("red wine"))
    # Letters r and w. MaxSim of the first sentence and both of "weather" 1, of "A red apple fell." .5, of the last 0.
    # The reader gives "Ripe wheat grows." 4, the others -4: 2 * 1 + .5 * 4 = 4; 2 - 2 = 0 twice; 1 - 2; 0 - 2.
    total = exp(4) + 2 * exp(0) + exp(-1) + exp(-2)
    assert answer.found
    assert answer.confidence == round(1 / (1 + exp(2 - 4)), 4)
    assert [c.sentence for c in answer.citations] == ["Ripe wheat grows."]
    assert [c.score for c in answer.citations] == [round(exp(4) / total, 4)]


def test_the_readers_favourite_comes_first_though_it_was_retrieved_last(tmp_path: Path, fake: BagOfWords) -> None:
    answer = asking(tmp_path, fake, "sky")(Question("red wine"))
    # 2 * 0 + .5 * 4 = 2 against 2 * 1 - .5 * 4 = 0.
    assert [c.sentence for c in answer.citations] == ["Blue sky."]


def test_what_the_reader_finds_nowhere_is_not_found(tmp_path: Path, fake: BagOfWords) -> None:
    answer = asking(tmp_path, fake, "zebra")(Question("red wine"))
    assert (answer.found, answer.confidence) == (False, round(1 / (1 + exp(2 + 4)), 4))
    assert [c.sentence for c in answer.nearest] == ["👩🏽‍🚀 “Red” wine flew.", "Ripe wheat grows.", "Rain was near."]
    assert [c.highlight for c in answer.nearest] == [None] * 3


def test_the_answer_is_lit_inside_its_sentence(tmp_path: Path, fake: BagOfWords) -> None:
    (citation,) = asking(tmp_path, fake, "“Red”")(Question("red wine")).citations
    assert citation.sentence == "👩🏽‍🚀 “Red” wine flew."
    # The astronaut has four code points and seven UTF-16 units.
    assert citation.highlight == Span("“Red”", 5, 10, 8, 13)
    (citation,) = asking(tmp_path, fake, "apple")(Question("red wine")).citations
    begin = len("👩🏽‍🚀 “Red” wine flew. ")
    assert (citation.sentence, citation.start) == ("A red apple fell.", begin)
    start = begin + len("A red ")
    assert citation.highlight == Span("apple", start, start + 5, start + 3, start + 5 + 3)


def test_nothing_is_lit_where_nothing_answers(tmp_path: Path, fake: BagOfWords) -> None:
    strict = replace(READ, threshold=1.0)
    answer = asking(tmp_path, fake, "sky", way=strict)(Question("red wine"))
    assert (answer.found, answer.nearest[0].sentence) == (False, "Blue sky.")
    assert [c.highlight for c in answer.nearest] == [None] * 3


@pytest.mark.parametrize(("certainty", "lit"), [(0.0, None), (0.19, None), (0.2, "sky"), (1.0, "sky")])
def test_only_a_certain_answer_is_lit(tmp_path: Path, fake: BagOfWords, certainty: float, lit: str | None) -> None:
    (citation,) = asking(tmp_path, fake, "sky", certainty)(Question("red wine")).citations
    assert (citation.highlight.text if citation.highlight else None) == lit


def test_the_stand_alone_question_is_read(tmp_path: Path, fake: BagOfWords) -> None:
    reader = WordFinder("fell")
    store = stored(tmp_path, fake, article(FRUIT, "fruit"))
    Asker(fake, reader, Ways(READ, READ)).ask(store, Question("And pears?", (Turn("Red apple?", "A red apple."),)))
    assert [question for question, _ in reader.given] == ["Red apple? And pears?"]


@pytest.mark.parametrize(
    ("question", "turns", "read"),
    [
        ("And pears?", [Turn("Blue sky?"), Turn("Red apple?")], ["Red apple?", "Red apple? And pears?"]),
        ("Are pears green?", [Turn("Red apple?")], ["Are pears green?"]),  # it needs nothing of the conversation
        ("And pears?", [Turn("Hello!")], ["Hello! And pears?"]),  # which asked for nothing
    ],
)
def test_what_the_last_turn_was_answered_is_found_again_where_nobody_says(
    tmp_path: Path, fake: BagOfWords, question: str, turns: list[Turn], read: list[str]
) -> None:
    reader = WordFinder("fell")
    store = stored(tmp_path, fake, article(FRUIT, "fruit"))
    Asker(fake, reader, Ways(READ, READ)).ask(store, Question(question, tuple(turns)))
    assert [question for question, _ in reader.given] == read


def test_a_follow_up_is_answered_by_what_was_not_said_before_and_a_new_question_by_anything(
    tmp_path: Path, fake: BagOfWords
) -> None:
    ask = asking(tmp_path, fake, "e", way=replace(READ, fusion=Fusion((0.0, 0.0, 0.0, 0.0, 1.5, 0.0))))

    def first(question: str, answer: str | None) -> str:
        return ask(Question(question, (Turn("Red apple?", answer),))).citations[0].sentence

    # Of "Red apple? And it?" MaxSim is 3/4 for "A red apple fell." and 1/4 for the first sentence: 1.5 * .75 + .5 * 4 =
    # 3.125 against 2.375, less 1 once it was said.
    assert first("And it?", "Nothing.") == "A red apple fell."
    assert first("And it?", None) == "👩🏽‍🚀 “Red” wine flew."  # as "Red apple?" is answered
    assert first("And it?", "A red apple fell. [1]") == "👩🏽‍🚀 “Red” wine flew."
    assert first("Any red apple?", "A red apple fell. [1]") == "A red apple fell."


def test_only_the_documents_asked_for_are_read(tmp_path: Path, fake: BagOfWords) -> None:
    answer = asking(tmp_path, fake, "sky")(Question("red wine", documents=("weather",)))
    assert [c.document.id for c in answer.nearest] == ["weather", "weather"]


def test_without_the_reader_an_index_is_answered_from(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, article(FRUIT, "fruit"))
    answer = unread(fake).ask(store, Question("red apple"))
    assert answer.citations[0].sentence == "A red apple."


HOSTILE = [
    "?",
    "\x00",
    "👩🏽‍🚀",
    "\u202eabc",
    "x" * 1000,
    "שלום",
    "a\r\nb\u2028c",
    "the of and",
    "\ufeff",
    "e\u0301" * 300,
]


@pytest.mark.parametrize("question", HOSTILE)
def test_any_question_gets_an_answer_whose_quotes_are_slices(
    store: LocalStore, encoder: Encoder, question: str
) -> None:
    answer = make_asker(encoder, None).ask(store, Question(question))
    shown = answer.citations + answer.nearest
    assert 1 <= len(shown) <= 3
    for citation in shown:
        assert store.document(citation.document.id).text[citation.start : citation.end] == citation.sentence


CASES = [
    ("Who may attend the meeting?", "Some European leaders may take part in the meeting"),
    ("How long would it take Russia to fully occupy the four regions?", "According to an assessment by the UK defense"),
    ("When is the video call?", "Officials from the so-called coalition-of-the-willing countries plan a video call"),
]


@pytest.mark.parametrize(("question", "beginning"), CASES)
def test_the_seed_article_answers_questions(store: LocalStore, encoder: Encoder, question: str, beginning: str) -> None:
    answer = make_asker(encoder, None).ask(store, Question(question))
    assert answer.found
    assert answer.citations[0].sentence.startswith(beginning)


def test_the_seed_article_is_silent_about_cheese(store: LocalStore, encoder: Encoder) -> None:
    answer = make_asker(encoder, None).ask(store, Question("How is cheese made?"))
    assert (answer.found, answer.answer, len(answer.nearest)) == (False, NOT_FOUND, 3)


def test_a_question_is_weighed_without_being_quoted(small: LocalStore, fake: BagOfWords) -> None:
    weighed = unread(fake).weigh(small, Question("And apple?", (Turn("Red?"),), most=2))
    # "Red? And apple?" has three words: cosines of "A red apple." 2 / 3, "Red wine." and "Red hot." 1 / sqrt(6).
    assert weighed.asked_as == "Red? And apple?"
    assert [c.key for c in weighed.candidates] == [1, 0, 5, 2, 3, 4, 6]
    assert weighed.confidence == round(1 / (1 + exp(5 - 10 * 2 / 3)), 4)
    assert weighed.found
    # Shares exp(4 / 3) and exp(2 / sqrt(6)): .60 of the best; two are asked for.
    assert [c.key for c in weighed.cited] == [1, 0]


def test_the_networks_decide_which_numbers_an_asker_takes(tmp_path: Path, fake: BagOfWords, ship: Ship) -> None:
    ship(by_hand(READ, UNREAD))
    store = stored(tmp_path, fake, article(FRUIT, "fruit"))
    alone = make_asker(fake, None).weigh(store, Question("red apple"))
    assert alone.candidates[0].fused == pytest.approx(2 * 2 / 6**0.5)
    read = make_asker(fake, WordFinder("sky")).weigh(store, Question("red wine"))
    # "Blue sky." has neither letter: 2 * 0 + .5 * 4.
    assert (read.candidates[0].key, read.candidates[0].fused) == (3, 2.0)


# Where not all is English: cosine and reader together; the reader's score of the best sentence alone decides: found
# from 2 on.
IN_ANY = Way(
    Fusion((0.0, 0.0, 2.0, 0.0, 0.0, 0.0)),
    Fusion((1.0, 0.5, 0.0)),
    Logistic(-2.0, (0.0, 1.0, 0.0, 0.0, 0.0, 0.0)),
    0.5,
    0.9,
    0.5,
)


MOSTLY_ENGLISH = [("A red apple.", "en"), ("Sky.", "en"), ("Blau ist Rot.", "de")]


def in_language(text: str, name: str, language: str | None) -> SplitDocument:
    written = article(text, name)
    return replace(written, document=Document(name, About(name.upper(), language=language), text))


def asker_of(fake: BagOfWords) -> Asker:
    return Asker(fake, WordFinder("Blau"), Ways(READ, IN_ANY))


@pytest.mark.parametrize(
    ("asked", "documents", "other"),
    [
        (Question("Which apple is red?"), ("en", None), False),
        (Question("Which apple is red?"), ("en", "de"), True),
        (Question("Welcher Apfel ist rot?"), ("en", "en"), True),
        (Question("Which apple is red?", language="de"), ("en", "en"), True),
        (Question("Welcher Apfel ist rot?", language="en-GB"), ("en", "en"), False),
        (Question("Which apple is red?", documents=("one",)), ("en", "de"), False),
        (Question("Which apple is red?", documents=("two",)), ("en", "de"), True),
    ],
)
def test_the_numbers_for_all_languages_weigh_where_half_is_not_english(
    tmp_path: Path,
    fake: BagOfWords,
    asked: Question,
    documents: tuple[str | None, str | None],
    other: bool,
) -> None:
    texts = [in_language("A red apple.", "one", documents[0]), in_language("Blau ist Rot.", "two", documents[1])]
    store = stored(tmp_path, fake, *texts)
    weighed = asker_of(fake).weigh(store, asked)
    # Of either question's four words two begin as words of either sentence do, so MaxSim is .5; the sentence in its own
    # language shares two of three words with it, cosine 2 / sqrt(4 * 3), the other none.
    assert [c.scores[4] for c in weighed.candidates] == [0.5] * len(weighed.candidates)
    by_maxsim, by_cosine = ({c.key: 2 * c.scores[n] + 0.5 * read_of(c) for c in weighed.candidates} for n in (4, 2))
    assert by_maxsim != by_cosine
    assert {c.key: c.fused for c in weighed.candidates} == pytest.approx(by_cosine if other else by_maxsim)


@pytest.mark.parametrize(("languages", "other"), [("en en de", False), ("en None de", False), ("en de de", True)])
def test_a_few_documents_in_other_languages_do_not_change_how_english_is_weighed(
    tmp_path: Path, fake: BagOfWords, languages: str, other: bool
) -> None:
    spoken = [None if language == "None" else language for language in languages.split()]
    texts = [in_language("A red apple.", name, language) for name, language in zip("abc", spoken, strict=True)]
    weighed = asker_of(fake).weigh(stored(tmp_path, fake, *texts), Question("Which apple is red?"))
    by = 2 if other else 4  # cosine, or MaxSim
    assert [c.fused for c in weighed.candidates] == pytest.approx(
        [2 * c.scores[by] + 0.5 * read_of(c) for c in weighed.candidates]
    )


@pytest.mark.parametrize(("word", "first", "verdict"), [("apple", "en", "answers"), ("Blau", "de", "may_answer")])
def test_a_sentence_in_another_language_is_judged_by_the_numbers_for_all(
    tmp_path: Path, fake: BagOfWords, word: str, first: str, verdict: str
) -> None:
    texts = [in_language(text, text[:1], language) for text, language in MOSTLY_ENGLISH]
    store = stored(tmp_path, fake, *texts)
    weighed = Asker(fake, WordFinder(word), Ways(READ, IN_ANY)).weigh(store, Question("Which apple is red?"))
    (best,) = store.quotes(np.array([weighed.candidates[0].key], dtype=np.int64))
    assert best.entry.about.language == first
    assert weighed.confidence == round(1 / (1 + exp(2 - 4)), 4)  # .88: enough for `answers` in English alone
    assert weighed.verdict == verdict


def read_of(candidate: Candidate) -> float:
    assert candidate.reading is not None
    return candidate.reading.score


def test_an_answer_says_its_questions_language(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, in_language("Rot. Blau ist es.", "one", "de"))
    asker = asker_of(fake)
    answer = asker.ask(store, Question("Welche Farbe hat der Himmel heute?"))
    assert (answer.language, answer.citations[0].sentence) == ("de", "Blau ist es.")
    assert answer.citations[0].highlight == Span("Blau", 5, 9, 5, 9)
    assert asker.ask(store, Question("What colour is the sky?")).language == "en"


def test_english_rules_leave_other_languages_alone(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, in_language("Farbe. Blau ist es.", "one", "de"))
    asked = Question("Welche Farbbe hat Vesnikow?", (Turn("Wo ist der Himmel?"),))
    weighed = asker_of(fake).weigh(store, asked)
    assert weighed.asked_as == "Welche Farbbe hat Vesnikow?"
    assert weighed.found
