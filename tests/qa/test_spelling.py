from pathlib import Path

import pytest

from qa.ask import make_asker
from qa.question import Question
from qa.spelling import Speller, speller_of
from tests.building import article, stored
from tests.fake_encoder import BagOfWords

WORDS = ["zelenskiy", "ceasefire", "security", "kharkiv", "ships"]
COMMON = ["when", "which", "president", "ship", "slips", "were"]


@pytest.fixture
def speller() -> Speller:
    return Speller(WORDS, COMMON)


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("securty", "security"),  # left out
        ("securrity", "security"),  # added
        ("sequrity", "security"),  # exchanged
        ("secuirty", "security"),  # swapped
        ("presidnet", "president"),  # a common word
        ("wehn", "when"),
        ("Zelensky", "Zelenskiy"),
        ("KHARKOV", "KHARKIV"),
        ("kharkow", "kharkow"),  # two slips
        ("KARKIV", "KHARKIV"),
        ("ecurity", "security"),
        ("shipz", "ships"),  # the article's before a common one
    ],
)
def test_a_word_one_slip_from_a_known_one_is_mended(speller: Speller, typed: str, mended: str) -> None:
    assert speller.mend(typed) == mended


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("whats the weather", "what's the weather"),
        ("Whos there", "Who's there"),
        ("why cant he go", "why can't he go"),
        ("WHY DIDNT HE GO", "WHY DIDN'T HE GO"),
        ("Wasnt he there?", "Wasn't he there?"),
        ("what doesn't he say", "what doesn't he say"),
        ("its end", "its end"),
    ],
)
def test_a_contraction_without_its_apostrophe_gets_it(speller: Speller, typed: str, mended: str) -> None:
    assert speller.mend(typed) == mended


def test_a_word_of_the_articles_is_no_contraction() -> None:
    assert Speller(["whos"], []).mend("whos there") == "whos there"


def test_what_keeps_the_first_letter_is_likelier(speller: Speller) -> None:
    assert Speller(["ends", "bands"], []).mend("bends") == "bands"


@pytest.mark.parametrize("word", ["ship", "were", "zelenskiy", "Security", "CEASEFIRE", "hte", "F-16s", "lavrov", "30"])
def test_known_short_and_strange_words_are_left_alone(speller: Speller, word: str) -> None:
    assert speller.mend(word) == word


def test_everything_but_the_word_stays_as_it_is(speller: Speller) -> None:
    assert speller.mend("  Wich  “secuirty”—by\t2022, Zelenskii’s? ") == "  Which  “security”—by\t2022, Zelenskiy’s? "


@pytest.mark.parametrize("word", ["Zelenskiys", "ceasefires", "presidents", "slip"])
def test_another_form_of_a_known_word_is_left_alone(speller: Speller, word: str) -> None:
    assert speller.mend(word) == word


def test_a_store_mends_by_its_articles_words_and_common_ones(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, article("The Vesnikov ferry sank. Vesnikov wept."))
    assert speller_of(store).mend("Whcih fery did Vesnikow see?") == "Which ferry did Vesnikov see?"
    assert speller_of(store) is speller_of(store)


def test_a_mended_question_is_what_is_searched_for(tmp_path: Path, fake: BagOfWords) -> None:
    store = stored(tmp_path, fake, article("The Vesnikov ferry sank. It rained for days."))
    answer = make_asker(fake, None, unfitted=True).ask(store, Question("Vesnikow feryr?"))
    assert (answer.question, answer.asked_as) == ("Vesnikow feryr?", "Vesnikov ferry?")
    assert (*answer.citations, *answer.nearest)[0].sentence == "The Vesnikov ferry sank."


def test_a_name_inside_a_question_is_never_mended_into_a_common_word(speller: Speller) -> None:
    assert speller.mend("Who is Wehn, wehn?") == "Who is Wehn, when?"
    assert speller.mend("Who is Zelensky?") == "Who is Zelenskiy?"  # another name, which the articles have


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Who is Lukasz Wojcik?", "Who is Łukasz Wójcik?"),
        ("who is LUKASZ?", "who is ŁUKASZ?"),
        ("Who is Łukasz Wojcik?", "Who is Łukasz Wójcik?"),
        ("Who is Łukasz Wo\u0301jcik?", "Who is Łukasz Wójcik?"),  # decomposed
        ("Where is Soren?", "Where is Søren?"),
    ],
)
def test_a_name_without_its_accents_has_them_as_in_the_articles(typed: str, written: str) -> None:
    assert Speller(["łukasz", "wójcik", "søren"], ["who", "where"]).mend(typed) == written


@pytest.mark.parametrize(
    ("question", "strange"),
    [
        ("What did Orban say?", ["Orban"]),
        ("Orban said what?", []),  # a first word has a capital letter anyway
        ("What did orban say?", []),
        ("What did Zelenskiy and Rutte say?", ["Rutte"]),
        ("What did Zelensky say?", []),  # a slip in a name of the articles
        ("Which Zelenskiyan plan?", []),  # another form of it
        ("What did the Presidnet say?", []),  # a slip in a long word
        ("What did the President of Oz say?", []),  # known, and too short
        ("What did KHARKIV do?", []),
        ("Wann ist die Videokonferenz der Koalition?", []),  # not English
    ],
)
def test_a_name_that_neither_articles_nor_language_have_is_strange(
    speller: Speller, question: str, strange: list[str]
) -> None:
    assert speller.strangers(question) == strange


def test_of_many_names_the_first_are_looked_at() -> None:
    speller = Speller(["zelenskiy", *(f"nameof{letter}" for letter in "abcdefghi")], ["who", "is", "the"])
    known = " ".join(f"Nameof{letter}" for letter in "abcdefghi")
    assert speller.strangers(f"who is the the the is who Orban {known}") == ["Orban"]
    assert speller.strangers(f"who is the the the is who {known} Orban") == []
