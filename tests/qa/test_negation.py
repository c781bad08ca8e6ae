import pytest

from qa.negation import with_negation


def lit(text: str, answer: str, question: str) -> str:
    """What is lit where the reader lights an answer."""
    at = text.index(answer)
    start, end = with_negation(text, at, at + len(answer), question)
    return text[start:end]


@pytest.mark.parametrize(
    ("text", "answer", "question", "expected"),
    [
        ("It sails at no more than ten knots.", "more than ten knots", "How fast?", "no more than ten knots"),
        ("They must arrive no later than 5 May.", "later than 5 May", "When?", "no later than 5 May"),
        ("It will not open until 2027.", "2027", "When will it open?", "not open until 2027"),
        ("The vaccine is not available in Kenya.", "Kenya", "Where is it available?", "not available in Kenya"),
        ("The vaccine isn’t sold in Kenya.", "Kenya", "Where is it sold?", "isn’t sold in Kenya"),
        ("Visitors must not bring dogs.", "dogs", "What may they bring?", "not bring dogs"),
        ("It is not by Vermeer but by a pupil.", "Vermeer", "Who made it?", "not by Vermeer"),
        ("Hardly any of the 300 guests stayed.", "300", "How many stayed?", "Hardly any of the 300"),
        ("It is open every day except Monday.", "Monday", "When is it open?", "except Monday"),
        ("It is open every day except Monday.", "every day", "When is it open?", "every day except Monday"),
        ("Everyone, except for Ann, came.", "Everyone", "Who came?", "Everyone, except for Ann"),
        ("They came without their lawyer.", "lawyer", "Who came?", "without their lawyer"),
        (
            "He did not say that the plant in Ulm would be closed in 2025.",
            "2025",
            "When will the plant be closed?",
            "not say that the plant in Ulm would be closed in 2025",
        ),
    ],
)
def test_an_answer_is_lit_with_the_negation_or_exception_beside_it(
    text: str, answer: str, question: str, expected: str
) -> None:
    assert lit(text, answer, question) == expected


@pytest.mark.parametrize(
    ("text", "answer", "question", "expected"),
    [
        ("Dogs are not allowed.", "Dogs", "Which animals are allowed?", "Dogs are not allowed"),
        ("Smith did not sign it.", "Smith", "Who signed the letter?", "Smith did not sign"),
        ("Smith never spoke to Jones.", "Smith", "Who spoke to Jones?", "Smith never spoke"),
        ("Smith can't drive.", "Smith", "Who drives?", "Smith can't drive"),
        ("Kenya is not among those states.", "Kenya", "Which states take part?", "Kenya is not among those states"),
    ],
)
def test_an_answer_is_lit_with_the_verb_that_is_denied_behind_it(
    text: str, answer: str, question: str, expected: str
) -> None:
    assert lit(text, answer, question) == expected


@pytest.mark.parametrize(
    ("text", "answer", "question"),
    [
        ("It sails at no more than ten knots.", "no more than ten knots", "How fast?"),
        ("Visitors must not bring dogs.", "dogs", "What must visitors not bring?"),
        ("Visitors must not bring dogs.", "dogs", "What mustn't they bring?"),
        ("It is not by Vermeer but by a pupil.", "a pupil", "Who made it?"),
        ("He did not come, and she spoke in Ulm.", "Ulm", "Where did she speak?"),
        ("They did not meet because the hall in Ulm was flooded.", "the hall in Ulm", "What was flooded?"),
        ("It was shown not only in Ulm.", "Ulm", "Where was it shown?"),
        ("There is no doubt that it was Smith.", "Smith", "Who was it?"),
        ("The firm has not told its workers in the old mill at Ulm.", "Ulm", "Where is the mayor?"),
        ("Smith did not drive.", "Smith", "Who cooked?"),
        ("All came to Ulm by train, except for Ann.", "Ulm", "Where did they come to?"),
        ("The nota of 1990 was signed.", "1990", "When was it signed?"),
        ("A non-profit from Ulm built it.", "Ulm", "Where is it from?"),
    ],
)
def test_an_answer_that_nothing_denies_is_lit_as_it_is(text: str, answer: str, question: str) -> None:
    assert lit(text, answer, question) == answer


@pytest.mark.parametrize(
    ("language", "text", "answer", "question", "expected"),
    [
        ("de", "Er ist in Kenia nicht erhältlich.", "Kenia", "Wo ist er erhältlich?", "Kenia nicht erhältlich"),
        ("es", "Navega a no más de diez nudos.", "diez nudos", "¿A qué velocidad?", "no más de diez nudos"),
        ("fr", "Il n'est pas disponible au Kenya.", "Kenya", "Où est-il disponible ?", "pas disponible au Kenya"),
        ("fr", "Le maire n'a pas signé la lettre.", "Le maire", "Qui a signé ?", "Le maire n'a pas signé"),
        ("ru", "Вакцина не доступна в Кении.", "Кении", "Где доступна вакцина?", "не доступна в Кении"),
        ("pl", "Nie jest dostępna w Kenii.", "Kenii", "Gdzie jest dostępna?", "Nie jest dostępna w Kenii"),
        ("de", "Er ist nicht in Kenia erhältlich.", "Kenia", "Wo ist er nicht erhältlich?", "Kenia"),
        ("de", "Es ist nicht von Vermeer, sondern von Rubens.", "Rubens", "Von wem ist es?", "Rubens"),
        ("hi", "नियम 1986 में बना।", "1986", "नियम कब बना?", "1986"),
        ("zh", "疫苗在肯尼亚买不到。", "肯尼亚", "哪里能买到疫苗?", "肯尼亚"),
    ],
)
def test_negations_of_other_languages_are_lit_where_they_stand_before_what_they_deny(
    language: str, text: str, answer: str, question: str, expected: str
) -> None:
    at = text.index(answer)
    start, end = with_negation(text, at, at + len(answer), question, language, language)
    assert text[start:end] == expected


@pytest.mark.parametrize(
    ("language", "text", "answer", "expected"),
    [
        ("de", "Es ist täglich außer montags geöffnet.", "montags", "außer montags"),
        ("de", "Hunde sind erlaubt, ausgenommen an den Strand.", "Strand", "ausgenommen an den Strand"),
        ("fr", "Il est ouvert tous les jours sauf le lundi.", "lundi", "sauf le lundi"),
        ("fr", "Il est ouvert tous les jours sauf le lundi.", "tous les jours", "tous les jours sauf le lundi"),
        ("fr", "Ouvert à l’exception des lundis.", "lundis", "à l’exception des lundis"),
        ("es", "Abre todos los días, salvo los lunes.", "todos los días", "todos los días, salvo los lunes"),
        ("it", "È aperto tutti i giorni tranne il lunedì.", "lunedì", "tranne il lunedì"),
        ("pt", "Abre todos os dias, exceto às segundas.", "segundas", "exceto às segundas"),
        ("nl", "Dagelijks open, behalve op maandag.", "maandag", "behalve op maandag"),
        ("pl", "Czynne codziennie z wyjątkiem poniedziałku.", "poniedziałku", "z wyjątkiem poniedziałku"),
        ("ru", "Работает ежедневно, кроме понедельника.", "ежедневно", "ежедневно, кроме понедельника"),
        ("uk", "Працює щодня, крім понеділка.", "понеділка", "крім понеділка"),
        ("sv", "Öppet alla dagar utom måndag.", "måndag", "utom måndag"),
        ("no", "Åpent alle dager unntatt mandag.", "alle dager", "alle dager unntatt mandag"),
        ("de", "Täglich geöffnet mit Ausnahme\nder Feiertage.", "Feiertage", "mit Ausnahme\nder Feiertage"),
        ("de", "Außerdem ist montags geöffnet.", "montags", "montags"),
    ],
)
def test_exceptions_of_other_languages_are_lit_with_the_answer(
    language: str, text: str, answer: str, expected: str
) -> None:
    at = text.index(answer)
    start, end = with_negation(text, at, at + len(answer), "", language, language)
    assert text[start:end] == expected


def test_a_negation_is_that_of_the_texts_language_whatever_the_questions_is() -> None:
    text = "Er ist nicht in Kenia erhältlich."
    start, end = with_negation(text, text.index("Kenia"), text.index("Kenia") + 5, "Where is it sold?", "de", "en")
    assert text[start:end] == "nicht in Kenia"
