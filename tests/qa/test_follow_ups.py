"""Follow-ups of the kinds that people type, interpreted with the carrier that ships."""

from pathlib import Path

import pytest

from qa.ask import Asker, Ways
from qa.carrier import WORDS, Carrier, load_carrier
from qa.interpret import interpret
from qa.question import Question, Turn
from qa.reader import load_reader
from tests.building import article, stored
from tests.fake_encoder import BagOfWords
from tests.qa.test_ask import UNREAD

CURIE = Turn("Who was Marie Curie?", "Marie Curie was a physicist who discovered radium. [1]")
BORN = Turn("Where was she born?", "She was born in Warsaw. [1]")
REGIONS = Turn("Which regions does Russia claim?", "Russia claims Donetsk and Luhansk. [1]")
SUMY = Turn("Would Russia pull its soldiers out of Sumy?", "Under the plan Russia would withdraw from Sumy. [1]")


@pytest.fixture(scope="module")
def carrier() -> Carrier:
    found = load_carrier(load_reader())
    assert found is not None
    return found


def carried(carrier: Carrier, question: str, *turns: Turn) -> set[str]:
    """The words that are searched for beside those of the question."""
    searched = interpret(question, turns, carrier)
    assert searched.endswith(question)
    return set(searched.removesuffix(question).rstrip(": ").split())


@pytest.mark.parametrize("question", ["When did she die?", "Which prizes did she win?", "Who was her husband?"])
def test_a_pronoun_brings_the_name_from_two_turns_back(carrier: Carrier, question: str) -> None:
    found = carried(carrier, question, CURIE, BORN)
    assert {"Marie", "Curie"} <= found
    assert "born" not in found


@pytest.mark.parametrize("question", ["And Kherson?", "And what about Kherson?", "What about Kherson?", "Kherson?"])
def test_another_name_brings_the_question_before_whole(carrier: Carrier, question: str) -> None:
    assert interpret(question, [CURIE, SUMY], carrier) == f"{SUMY.question} {question}"


@pytest.mark.parametrize("question", ["Why?", "When?", "Who said that?"])
def test_a_bare_question_brings_what_the_last_turn_was_about(carrier: Carrier, question: str) -> None:
    found = carried(carrier, question, CURIE, REGIONS)
    assert "Russia" in found
    assert len(found) <= WORDS


def test_what_was_answered_is_carried_too(carrier: Carrier) -> None:
    answered = Turn("Who runs the museum?", "It has been run by Amara Nwosu since 2019. [1]")
    assert {"Amara", "Nwosu"} <= carried(carrier, "How old is she?", answered)


ASKED_BEFORE = (CURIE, REGIONS, Turn("How many ships were diverted to Norvik?", "Eleven ships were diverted. [1]"))


@pytest.mark.parametrize(
    "question",
    [
        "When does the container terminal in Calder Bay reopen?",
        "Who wrote the opera Carmen?",
        "And when did the strike of the dockers begin?",
        "How much does a tyre change for the Volta Max cost?",
    ],
)
def test_a_new_question_after_three_turns_is_left_alone(carrier: Carrier, question: str) -> None:
    assert interpret(question, ASKED_BEFORE, carrier) == question


def test_the_last_of_a_chain_of_ten_brings_what_it_is_about_and_no_more(carrier: Carrier) -> None:
    asked = (
        "Who is the director of the museum?",
        "When will it close?",
        "How much will it cost?",
        "Who pays for it?",
        "How many exhibits will it move?",
        "What happens to its planetarium?",
        "How many of its employees keep their jobs?",
        "Who is its architect?",
        "When is it to be finished?",
    )
    found = carried(carrier, "Where will its exhibits be shown?", *map(Turn, asked))
    assert "museum" in found
    assert len(found) <= 3


def test_a_carried_question_that_would_become_too_long_is_left_alone(carrier: Carrier) -> None:
    question = "When did she die? " + "x" * 970
    assert interpret(question, [CURIE], carrier) == question


@pytest.mark.parametrize(
    "question",
    ["Who said that sanctions could follow?", "How many soldiers has Ukraine lost?", "What did the Kremlin decide?"],
)
def test_what_points_at_nothing_and_asks_for_enough_is_left_alone(carrier: Carrier, question: str) -> None:
    visited = Turn("Which country's leader will visit?", "Ukraine's leader said he's willing to come. [1]")
    assert interpret(question, [visited, REGIONS], carrier) == question


def test_a_word_is_carried_without_its_possessive(carrier: Carrier) -> None:
    answered = Turn("Whose museum is it?", "It's Amara Nwosu's museum, and he's her cousin. [1]")
    found = carried(carrier, "How old is she?", answered)
    assert not any(word.endswith(("'s", "’s")) for word in found)
    assert "Nwosu" in found


@pytest.mark.parametrize(
    ("language", "before", "question", "expected"),
    [
        ("de", "Wann öffnet das Stadtbad am Kanal?", "Und wann schließt es?", {"Stadtbad", "Kanal"}),
        ("es", "¿Cuándo cierra el mercado de San Telmo?", "¿Quién lo construyó?", {"mercado", "de", "San", "Telmo"}),
        ("fr", "Quand le pont des Tanneurs rouvrira-t-il ?", "Qui l'a construit ?", {"pont", "des", "Tanneurs"}),
        ("ru", "Когда открылась библиотека в Северске?", "А кто её построил?", {"библиотека", "Северске"}),
        ("pl", "Kiedy otwarto linię 7?", "A kto ją otworzył?", {"linię", "7"}),
        ("ko", "서울 시립 박물관은 언제 문을 여나요?", "누가 지었나요?", {"서울", "박물관은"}),
        ("fa", "موزه تهران کی باز شد؟", "چه کسی آن را ساخت؟", {"موزه", "تهران"}),
        ("uk", "Коли відкрилася бібліотека у Львові?", "А хто її збудував?", {"бібліотека"}),
        ("zh", "石门大桥是什么时候通车的？", "谁设计的？", {"石门大桥"}),
        ("ja", "市民プールはいつ開業しますか？", "誰が設計しましたか？", {"プール"}),
    ],
)
def test_a_follow_up_in_another_language_brings_what_it_is_about(
    carrier: Carrier, language: str, before: str, question: str, expected: set[str]
) -> None:
    searched = interpret(question, [Turn(before)], carrier, language)
    assert searched.endswith(f": {question}")
    assert set(searched.removesuffix(f": {question}").split()) == expected


@pytest.mark.parametrize(
    ("language", "before", "question"),
    [
        ("de", "Wann öffnet das Stadtbad am Kanal?", "Wer ist der Bürgermeister von Lindau?"),
        ("fr", "Quand le pont des Tanneurs rouvrira-t-il ?", "Qui est Claire Lefort ?"),
        ("ru", "Когда открылась библиотека в Северске?", "Кто мэр Москвы?"),
        ("zh", "石门大桥是什么时候通车的？", "南湖中学什么时候迁入新校舍？"),
        ("ja", "市民プールはいつ開業しますか？", "歴史博物館の館長は誰ですか？"),
        ("th", "สะพานเปิดเมื่อไร", "ใครออกแบบ"),  # no words to choose among without spaces
    ],
)
def test_a_whole_question_in_another_language_is_left_alone(
    carrier: Carrier, language: str, before: str, question: str
) -> None:
    assert interpret(question, [Turn(before)], carrier, language) == question
    assert interpret(question, [Turn(before)], None, language) == question


def test_words_with_vowel_signs_are_carried_whole(carrier: Carrier) -> None:
    searched = interpret("इसे किसने बनाया?", [Turn("दिल्ली का संग्रहालय कब खुला?")], carrier, "hi")
    carried = set(searched.removesuffix("इसे किसने बनाया?").rstrip(": ").split())
    assert carried <= {"दिल्ली", "का", "संग्रहालय", "कब", "खुला"}
    assert "संग्रहालय" in carried


@pytest.mark.parametrize(
    ("question", "turn", "carried"),
    [
        ("When was the ferry repaired?", Turn("Wann trifft Trump Putin?"), set()),
        ("When was the ferry repaired?", Turn("When does Trump meet Putin?"), {"Trump"}),
        ("Who said that?", Turn("Wann trifft Trump Putin?"), {"Trump", "Putin"}),
    ],
)
def test_what_stands_alone_takes_no_words_from_a_turn_in_another_language(
    carrier: Carrier, fake: BagOfWords, tmp_path: Path, question: str, turn: Turn, carried: set[str]
) -> None:
    asker = Asker(fake, None, Ways(UNREAD, UNREAD), carrier)
    weighed = asker.weigh(stored(tmp_path, fake, article("The ferry sails.")), Question(question, (turn,)))
    assert set(weighed.asked_as.removesuffix(question).rstrip(": ").split()) == carried
