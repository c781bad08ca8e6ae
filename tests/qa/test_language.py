import pytest

from index.reading import language as detector
from qa.language import language_of, languages_of
from qa.question import Question, Turn

ENGLISH = frozenset({"en"})


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("When is the video call?", "en"),
        ("Wann ist die Videokonferenz?", "de"),
        ("Was it raised in Alaska?", "en"),  # "Was" begins German questions too
        ("Was wurde in Alaska besprochen?", "de"),
        ("¿Cuándo es la videollamada?", "es"),
        ("视频会议是什么时候？", "zh"),
    ],
)
def test_a_question_is_in_the_language_of_its_words(question: str, language: str) -> None:
    assert language_of(Question(question), ENGLISH) == language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wann trifft Trump Selenskyj?", "de"),
        ("In welcher Stadt war Trump?", "de"),
        ("Was sagt Trump?", "de"),
        ("Was Putin there", "en"),
        ("Quand Trump rencontre Zelensky ?", "fr"),
        ("Qui est Ushakov ?", "fr"),
        ("Kim Jong Un", "en"),  # the first word is "who" in Turkish
        ("Trump: wann?", "de"),
        ("Trump Selenskyj wann", "en"),  # what asks stands at the beginning
    ],
)
def test_a_few_words_and_a_name_are_in_the_language_of_the_word_that_asks(question: str, language: str) -> None:
    assert language_of(Question(question), ENGLISH) == language


@pytest.mark.parametrize(("said", "language"), [("de", "de"), ("zh-Hant", "zh"), ("nb-NO", "no"), ("EN", "en")])
def test_what_was_said_is_believed(said: str, language: str) -> None:
    assert language_of(Question("When is the video call?", language=said), ENGLISH) == language


@pytest.mark.parametrize(
    ("documents", "language"),
    [(["uk"], "uk"), (["uk", None], "uk"), (["uk", "en"], "en"), ([None], "en"), ([], "en")],
)
def test_a_name_alone_is_in_the_language_of_the_documents(documents: list[str | None], language: str) -> None:
    assert language_of(Question("Zelenskiy Trump Alaska"), frozenset(documents)) == language


@pytest.mark.parametrize(
    ("before", "question", "language"),
    [
        ("Wann öffnet das Bad?", "Und sonntags?", "de"),
        ("Köprü ne zaman açıldı?", "Kim?", "tr"),
        ("Quando apre il museo?", "Dove?", "it"),
        ("Kiedy ruszył tramwaj?", "A potem?", "pl"),
        ("Wann öffnet das Bad?", "Trump?", "de"),
        ("Wann öffnet das Bad?", "Why?", "en"),
        ("Quand le pont rouvrira-t-il ?", "Who said that?", "en"),
        ("Quand aura lieu l'appel ?", "Qui y participera ?", "fr"),  # looks more like Spanish
        ("Wanneer gaat het museum open?", "Wie?", "nl"),  # German too
        ("When does the bath open?", "Warum?", "de"),
        ("When does the bath open?", "And Kherson?", "en"),
    ],
)
def test_a_few_words_are_in_the_language_of_the_question_before_unless_they_tell(
    before: str, question: str, language: str
) -> None:
    assert language_of(Question(question, (Turn("Trump?"), Turn(before))), ENGLISH) == language


def test_the_language_is_that_of_the_last_turn_that_tells() -> None:
    turns = (Turn("Kiedy ruszył tramwaj?"), Turn("A potem?"), Turn("Tusk?"))
    assert language_of(Question("A potem?", turns), ENGLISH) == "pl"


def test_each_turn_has_a_language_of_its_own() -> None:
    turns = [Turn("When does it open?"), Turn("Warum?"), Turn("Trump?"), Turn("Who said that?"), Turn("")]
    assert languages_of(turns, ENGLISH) == ["en", "de", "de", "en", "en"]


def test_an_english_question_needs_no_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(detector, "_identifier")
    for question in ("Who is Ushakov?", "Would Russia withdraw its troops?", "The date of the call with the leaders"):
        assert language_of(Question(question), ENGLISH) == "en"
    with pytest.raises(NameError):
        language_of(Question("Wer ist Uschakow?"), ENGLISH)
