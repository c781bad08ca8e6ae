import pytest

from index.documents import About, Block, PassageText, Sentence
from index.store import Entry, Quote
from qa.highlight import light
from qa.reader import Reader, Reading, load_reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    """The one that ships: what it makes of these sentences is what people see."""
    found = load_reader()
    assert found is not None
    return found


def lit(
    reader: Reader, question: str, text: str, header: str | None = None, written_in: str = "en", asked_in: str = "en"
) -> str:
    """What is lit in a sentence, or in a row below a header, read by itself."""
    block = None if header is None else Block("table_row", 0, len(text))
    entry = Entry("a", About("", language=written_in), 1)
    quote = Quote(entry, Sentence(0, len(text)), text, None, None, block, (), None, above=header)
    ((reading,),) = reader.read(question, [PassageText("", "", (text,))])
    found = light(question, quote, reading, reader, asked_in)
    return text[found.start : found.end]


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("The motion passed with 58 votes for and 41 against.", "How many voted against the motion?", "41"),
        ("Rents rose by 3.1 percent in Oslo and by 7.8 percent in Bergen.", "How much in Bergen?", "7.8 percent"),
        ("It opens at 8:30 on weekdays and at 10:00 on Sundays.", "When does it open on Sundays?", "10:00"),
        ("Marta Silva joined in 1987, became director in 2003 and retired in 2021.", "When did Silva retire?", "2021"),
        ("A third of the money goes to schools and a fifth to hospitals.", "What share goes to hospitals?", "a fifth"),
        ("Otto Hahn took office in 1999 and left it in 2019.", "When did Otto Hahn leave office?", "2019"),
        ("Otto Hahn took office in 1999 and left it in 2019.", "When did Otto Hahn take office?", "1999"),
        ("The team won 14 games, lost 9 and drew 3.", "How many games did the team lose?", "9"),
        ("The ship left Genoa on 4 May and reached Lisbon on 19 May.", "When did the ship reach Lisbon?", "19 May"),
        ("The mill burned in 1911 and was rebuilt two years later.", "When was the mill rebuilt?", "two years later"),
        ("The mill burned in 1911 and was rebuilt two years later.", "When did the mill burn?", "1911"),
        ("It closed on 3 June 1950, and a decade later it was razed.", "When was the mill razed?", "a decade later"),
        ("It was signed in March and ratified two years later, in June.", "When was it ratified?", "June"),
        ("Of the nineteen people aboard, seventeen were brought in.", "How many people were aboard it?", "nineteen"),
        ("Of 120 members invited, 45 came.", "How many members were invited?", "120"),
        ("Of 120 members invited, 45 came.", "How many came?", "45"),
        (
            "3.3 Leave in the closing week (the last week of June) is rare.",
            "When is the closing week?",
            "the last week of June",
        ),
        ("Ines is 29 years old, her husband is 33.", "How old is the husband?", "33"),
        ("The £86 million plant takes 22,000 tonnes a year.", "How much did the plant cost?", "£86 million"),
        ("It pays 300 euros to Arles, 450 to Bonn and 610 to Cork.", "How much does it pay to Cork?", "610"),
    ],
)
def test_of_several_figures_the_one_that_is_asked_for_is_lit(
    reader: Reader, text: str, question: str, expected: str
) -> None:
    assert lit(reader, question, text) == expected


@pytest.mark.parametrize(
    ("language", "text", "question", "expected"),
    [
        ("cs", "Dospělí platí 180 korun, studenti 90 a děti 60.", "Kolik platí děti?", "60"),
        ("de", "Das Werk in Bremen beschäftigt 340, das in Kassel 510.", "Wie viele arbeiten in Kassel?", "510"),
        ("es", "La fábrica de Bilbao emplea a 340 y la de Vigo a 510.", "¿Cuántos emplea la de Vigo?", "510"),
        ("fr", "En 2021, 4 300 visiteurs sont venus, en 2022 5 150.", "Combien sont venus en 2022 ?", "5 150"),
        ("it", "La biblioteca apre alle 8 e chiude alle 19.", "A che ora apre la biblioteca?", "alle 8"),
        ("nl", "Volwassenen betalen 15 euro, kinderen 7 en senioren 10.", "Hoeveel betalen senioren?", "10"),
        ("pt", "A escola de Braga tem 640 alunos, a de Faro 380.", "Quantos alunos tem a escola de Faro?", "380"),
        ("sv", "Bron är 214 meter lång och 18 meter bred.", "Hur bred är bron?", "18 meter"),
        ("tr", "Köprü 214 metre uzunluğunda, 18 metre genişliğindedir.", "Genişliği kaç metre?", "18 metre"),
        ("vi", "Người lớn trả 120 nghìn đồng, trẻ em 60 nghìn đồng.", "Trẻ em trả bao nhiêu?", "60 nghìn đồng"),
    ],
)
def test_of_several_figures_the_one_that_is_asked_for_is_lit_in_other_languages(
    reader: Reader, language: str, text: str, question: str, expected: str
) -> None:
    assert lit(reader, question, text, written_in=language, asked_in=language) == expected


@pytest.mark.parametrize(
    ("written_in", "text", "asked_in", "question", "expected"),
    [
        ("fr", "En 2021, 4 300 visiteurs sont venus.", "en", "How many visitors came in 2021?", "4 300"),
        ("de", "Das Werk in Bremen beschäftigt 340, das in Kassel 510.", "en", "How many work in Kassel?", "510"),
        ("en", "The plant in Bremen employs 340, that in Kassel 510.", "de", "Wie viele arbeiten in Kassel?", "510"),
    ],
)
def test_figures_are_told_apart_by_names_where_question_and_sentence_are_in_two_languages(
    reader: Reader, written_in: str, text: str, asked_in: str, question: str, expected: str
) -> None:
    assert lit(reader, question, text, written_in=written_in, asked_in=asked_in) == expected


def test_the_number_of_a_telephone_is_lit_whole(reader: Reader) -> None:
    found = lit(reader, "Sous quel numéro ?", "Appelez le 04 90 12 34 56 avant midi.", written_in="fr", asked_in="fr")
    assert found == "04 90 12 34 56"
    text = "Call the caretaker, Mr Duarte, on 0555 20 31, at night 0800 123 4567."
    assert lit(reader, "What number do I call at night?", text) == "0800 123 4567"


def test_a_range_is_one_answer_in_other_languages_too(reader: Reader) -> None:
    text = "Das Lager bestand von 1914 bis 1918."
    found = lit(reader, "Wann bestand das Lager?", text, written_in="de", asked_in="de")
    assert "1914 bis 1918" in found


def test_behind_the_end_of_what_the_reader_reads_figures_are_found_too(reader: Reader) -> None:
    towns = "Arles Bonn Cork Delft Essen Faro Genoa Halle Ivrea Jena Kiel Lyon Metz Nice Oulu Porto Quimper Riga Split"
    paid = "; ".join(f"{1000 + 37 * n} euros to the town of {town}" for n, town in enumerate(f"{towns} Turku".split()))
    assert lit(reader, "How much did the fund pay to Riga?", f"The fund paid {paid}.").startswith("1629")
    assert lit(reader, "How much did the fund pay to Turku?", f"The fund paid {paid}.").startswith("1703")


@pytest.mark.parametrize(
    ("header", "row", "question", "expected"),
    [
        ("| Class | Seats | Price |", "| Economy | 180 | 89 euros |", "How many seats has economy?", "180"),
        ("| Class | Seats | Price |", "| Economy | 180 | 89 euros |", "What is the price of economy?", "89 euros"),
        ("Name\tBorn\tDied\tOffice", "Mara Lind\t1902\t1971\tMayor", "When did Mara Lind die?", "1971"),
        ("Name\tBorn\tDied\tOffice", "Mara Lind\t1902\t1971\tMayor", "What office did Mara Lind hold?", "Mayor"),
        ("Model   Weight   Range", "Kestrel   1.2 kg   14 km", "What does the Kestrel weigh?", "1.2 kg"),
        ("Town\tMayor\tTwin", "Harte\tPeter Lohse\tDole", "Who is the mayor of Harte?", "Peter Lohse"),
        ("Light\tMeaning\tWhat to do", "Red\tOverheated\tSwitch off", "What should I do when it is red?", "Switch off"),
        ("Room | Monday | Tuesday", "Blue | 9:00 | 14:30", "When is the blue room open on Tuesday?", "14:30"),
        ("Day\tShop\tReading room", "Saturday\t9-14\tclosed", "When is the reading room open on Saturday?", "closed"),
        (
            "Stop | First bus | Last bus | Night bus",
            "Pier | 5:20 | 23:48 | 1:15",
            "When is the last bus at Pier?",
            "23:48",
        ),
        ("Day\tShop\tCafé", "Sunday\tclosed\t10-16", "shop hours on Sunday", "closed"),
        ("Name\tParty\tVotes", "Piet Vos\tLiberals\t4260", "Who ran for the Liberals?", "Piet Vos"),
    ],
)
def test_of_a_row_the_cell_in_the_column_that_is_asked_for_is_lit(
    reader: Reader, header: str, row: str, question: str, expected: str
) -> None:
    assert lit(reader, question, row, header) == expected


@pytest.mark.parametrize(("start", "end"), [(0, 8), (0, 0)])
def test_of_a_row_another_cell_is_lit_than_the_label_that_is_asked_with(reader: Reader, start: int, end: int) -> None:
    row, header = "Saturday\t10:00-14:00\tclosed", "Day\tGround floor\tGarden"
    block = Block("table_row", 0, len(row))
    quote = Quote(Entry("a", About(""), 1), Sentence(0, len(row)), row, None, None, block, (), None, above=header)
    found = light("Opening hours on Saturday?", quote, Reading(1.0, start, end, 0.9), reader)
    assert row[found.start : found.end] == "10:00-14:00"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which town is twinned with Ivrea?", "Brack"),
        ("What is Brack twinned with?", "Ivrea"),
        ("Ivrea and Brack?", "Ivrea"),
    ],
)
def test_of_a_row_its_label_is_lit_where_the_question_has_the_value(
    reader: Reader, question: str, expected: str
) -> None:
    row, header = "Brack\tIvrea", "Town\tTwin"
    block = Block("table_row", 0, len(row))
    quote = Quote(Entry("a", About(""), 1), Sentence(0, len(row)), row, None, None, block, (), None, above=header)
    found = light(question, quote, Reading(1.0, row.index("Ivrea"), len(row), 0.9), reader)
    assert row[found.start : found.end] == expected


def test_the_column_is_found_in_another_language(reader: Reader) -> None:
    header, row = "Stadt | Einwohner | Fläche | Bürgermeister", "Kassel | 204.000 | 107 km² | Schoeller"
    assert lit(reader, "Welche Fläche hat Kassel?", row, header, "de", "de") == "107 km²"
    assert lit(reader, "Wie viele Einwohner hat Kassel?", row, header, "de", "de") == "204.000"


@pytest.mark.parametrize(
    ("text", "header", "question"),
    [
        ("The war lasted from 1914 to 1918.", None, "When was the war?"),  # a range is one answer
        ("Anna Berg is 34 and Nils is 41.", None, "Who is 34?"),
        ("Economy | 180", "Class | Seats", "How many seats has economy?"),
        ("Economy | 180 | 89 euros", "Fares", "How many seats has economy?"),  # no header of these cells
        ("Economy | 180 | 89 euros", "Class | Seats | Price", "Who travels?"),
        ("Economy | 180 | 89 euros", None, "How many seats has economy?"),
    ],
)
def test_what_is_no_choice_is_left_to_the_reader(reader: Reader, text: str, header: str | None, question: str) -> None:
    block = Block("table_row", 0, len(text)) if "|" in text else None
    quote = Quote(Entry("a", About(""), 1), Sentence(0, len(text)), text, None, None, block, (), None, above=header)
    ((reading,),) = reader.read(question, [PassageText("", "", (text,))])
    assert light(question, quote, reading, reader) == reading


def test_the_number_of_an_item_is_lit_where_it_is_asked_for_alone(reader: Reader) -> None:
    text = "2.2 Days not taken because of illness do not lapse before 31 December of the following year."
    assert lit(reader, "How many sick days do I get?", text) == ""
    quote = Quote(Entry("a", About(""), 1), Sentence(0, len(text)), text, None, None, None, (), None)
    reading = Reading(1.0, 0, 3, 0.9)
    assert light("Which section is about illness?", quote, reading, reader) == reading


def test_what_qualifies_a_figure_is_lit_with_it(reader: Reader) -> None:
    text = "The strike cost nearly 300 million euros."
    quote = Quote(Entry("a", About(""), 1), Sentence(0, len(text)), text, None, None, None, (), None)
    reading = Reading(1.0, text.index("300"), len(text) - 1, 0.9)
    found = light("How much did the strike cost?", quote, reading, reader)
    assert text[found.start : found.end] == "nearly 300 million euros"


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("The vaccine is not available in Kenya.", "Where is the vaccine available?", "not available in Kenya"),
        ("The museum opens every day except Monday.", "When is the museum open?", "except Monday"),
        ("The tank holds not quite 400 litres.", "How much does the tank hold?", "not quite 400 litres"),
    ],
)
def test_a_negation_is_lit_with_what_it_denies(reader: Reader, text: str, question: str, expected: str) -> None:
    assert lit(reader, question, text) == expected
