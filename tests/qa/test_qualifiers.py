import pytest

from qa.qualifiers import with_qualifier


def lit(text: str, answer: str, question: str, language: str | None = None) -> str:
    start = text.index(answer)
    begin, end = with_qualifier(text, start, start + len(answer), question, language)
    return text[begin:end]


@pytest.mark.parametrize(
    ("text", "figure", "expected"),
    [
        ("It costs more than 300 euros.", "300 euros", "more than 300 euros"),
        ("Nearly 40 people came.", "40 people", "Nearly 40 people"),
        ("There were at least two.", "two", "at least two"),
        ("About a third left.", "a third", "About a third"),
        ("Visitors aged 65 or older enter free.", "65", "65 or older"),
        ("Groups of 12 people or more need a guide.", "12 people", "12 people or more"),
        ("Up to 40 people came.", "40 people", "40 people"),
        ("More than once 40 people came.", "40 people", "40 people"),
        ("It is about money.", "money", "money"),
        ("It fell in late June 1944.", "June 1944", "late June 1944"),
        ("It is shut at the end of May.", "May", "the end of May"),
        ("It is shut in the first week of May.", "May", "the first week of May"),
        ("It grows between 700 and 950 metres.", "700 and 950 metres", "between 700 and 950 metres"),
        ("It was between 1914 and 1918.", "1914 and 1918", "between 1914 and 1918"),
        ("It was built between 1914 and 1918.", "1914", "1914"),
        ("Between us, 700 and 950 came.", "700 and 950", "700 and 950"),
    ],
)
def test_a_figure_is_lit_with_what_qualifies_it(text: str, figure: str, expected: str) -> None:
    assert lit(text, figure, "How many?") == expected


@pytest.mark.parametrize(
    ("language", "text", "figure", "expected"),
    [
        ("ar", "حضر أكثر من 300 شخص الحفل.", "300", "أكثر من 300"),
        ("de", "Der Saal fasst höchstens 90 Gäste.", "90", "höchstens 90"),
        ("de", "Wer 65 Jahre oder älter ist, zahlt nichts.", "65", "65 Jahre oder älter"),
        ("de", "Es kamen zwischen 40 und 60 Gäste.", "40 und 60 Gäste", "zwischen 40 und 60 Gäste"),
        ("fr", "Comptez entre 5 et 7 jours.", "5 et 7 jours", "entre 5 et 7 jours"),
        ("es", "La obra costó casi 4 millones de euros.", "4 millones", "casi 4 millones"),
        ("fr", "La salle accueille au plus 90 invités.", "90", "au plus 90"),
        ("fr", "Il y avait plus d’1 million de visiteurs.", "1 million", "plus d’1 million"),
        ("hi", "मेले में 300 से अधिक लोग आए।", "300", "300 से अधिक"),
        ("ja", "300人以上が参加した。", "300人", "300人以上"),
        ("ja", "約300人が参加した。", "300人", "約300人"),
        ("ko", "300명 이상이 참가했다.", "300명", "300명 이상"),
        ("nl", "Minstens 12 mensen raakten gewond.", "12", "Minstens 12"),
        ("pl", "Co najmniej 12 osób zostało rannych.", "12", "Co najmniej 12"),
        ("ru", "Пострадали не менее 12 человек.", "12 человек", "не менее 12 человек"),
        ("th", "มีผู้เข้าร่วมกว่า มากกว่า 300 คน", "300 คน", "มากกว่า 300 คน"),
        ("tr", "En az 12 kişi yaralandı.", "12", "En az 12"),
        ("tr", "Şenliğe 300'den fazla kişi geldi.", "300", "300'den fazla"),
        ("uk", "На свято прийшли майже 300 людей.", "300", "майже 300"),
        ("vi", "Có ít nhất 12 người bị thương.", "12", "ít nhất 12"),
        ("zh", "至少12人受伤。", "12人", "至少12人"),
        ("zh", "有300人以上参加。", "300人", "300人以上"),
        ("de", "Er schrieb über 1989.", "1989", "1989"),
        ("sv", "Hon sprang under bron 12 gånger.", "12", "12"),
    ],
)
def test_a_figure_is_lit_with_what_qualifies_it_in_its_language(
    language: str, text: str, figure: str, expected: str
) -> None:
    assert lit(text, figure, "?", language) == expected


def test_what_the_question_says_itself_is_not_lit_again() -> None:
    text = "It costs more than 300 euros."
    assert lit(text, "300", "It costs more than what?") == "300"
    assert lit(text, "300", "About how many euros does it cost?") == "300"
    german = "Mindestens 12 Menschen kamen."
    assert lit(german, "12", "Wie viele Menschen kamen mindestens?", "de") == "12"


def test_nothing_is_added_where_no_figure_begins_the_answer() -> None:
    assert lit("Mehr als die Hälfte kam.", "die Hälfte", "Wer kam?", "de") == "die Hälfte"
    assert lit("Yli 300 ihmistä tuli.", "300", "Kuinka monta?", "fi") == "300"
