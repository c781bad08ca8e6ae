import pytest

from qa.figures import Kind, amounts, asked_for, asks_price, clauses, figures, is_range


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It opens at 7 a.m. and at 19:30.", [("7 a.m.", "time"), ("19:30", "time")]),
        ("In 1904 and on 3 May 1931.", [("1904", "date"), ("3 May 1931", "date")]),
        ("The fund paid 1500 euros in 1998.", [("1500", "number"), ("1998", "date")]),
        ("A quarter, 6.5 percent and 8%.", [("A quarter", "share"), ("6.5 percent", "share"), ("8%", "share")]),
        ("It may be 1,200 or nineteen seats.", [("1,200", "number"), ("nineteen", "number")]),
        ("$3.4 million of 2 billion.", [("$3.4 million", "number"), ("2 billion", "number")]),
        ("About 15 kilometres (9 miles) off, 4 men.", [("15", "number"), ("4", "number")]),
        ("They won 14–0 in 1914–18.", [("14–0", "number"), ("1914–18", "date")]),
        ("From 24 August – 3 October 1572.", [("24 August", "date"), ("3 October 1572", "date")]),
        ("Two years later 40 came.", [("Two years later", "since"), ("40", "number")]),
        ("It was 12 weeks later, a few days earlier.", [("12 weeks later", "since"), ("a few days earlier", "since")]),
        ("Centuries later, the next century.", [("Centuries later", "since"), ("the next century", "since")]),
        ("A decade later, the following year.", [("A decade later", "since"), ("the following year", "since")]),
        ("Six months later, in September.", [("September", "date")]),
        ("In 1950 (ten years later) it fell.", [("1950", "date")]),
        ("The day before the vote, the night before.", [("night before", "since")]),
        ("HX-2 wins; one of us too.", [("2", "number")]),
        ("2.2 Staff of 10 years get 3 days.", [("10", "number"), ("3", "number")]),
        ("12. Dogs need leads of 2 metres.", [("2", "number")]),
        ("(3) The committee has 9 members.", [("9", "number")]),
        ("3.5 million people came.", [("3.5 million", "number")]),
        ("Call 0555 20 31 or +49 30 99 88-0.", [("0555 20 31", "number"), ("+49 30 99 88-0", "number")]),
        ("On 05-06-2021, room 012.", [("05-06", "number"), ("2021", "date"), ("012", "number")]),
    ],
)
def test_figures_are_found_with_their_kinds(text: str, expected: list[tuple[str, Kind]]) -> None:
    assert [(text[f.start : f.end], f.kind) for f in figures(text)] == expected


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("When did he leave?", {"date", "since", "time"}),
        ("At what time does it open?", {"date", "since", "time"}),
        ("How many votes were there?", {"share", "number"}),
        ("What share goes to roads?", {"share", "number"}),
        ("Since when is it open?", {"date", "since", "time"}),
        ("Tell me when he left.", {"date", "since", "time"}),
        ("When he left, how many came?", {"share", "number"}),
        ("Who was king when the war began?", None),
        ("What happens when the tank is full?", None),
        ("What did he say about how many came?", None),
        ("What part of the town is it in?", None),
        ("Who left?", None),
    ],
)
def test_a_question_says_what_kind_of_figure_it_wants(question: str, kinds: set[Kind] | None) -> None:
    assert asked_for(question) == kinds


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much did the plant cost?", True),
        ("how much do adults pay", True),
        ("What was the price of a ticket?", True),
        ("How much waste does it process?", False),
        ("How many people paid?", False),
        ("Why is the price so high?", False),
    ],
)
def test_a_question_says_whether_it_wants_an_amount_of_money(question: str, expected: bool) -> None:
    assert asks_price(question) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The £86 million plant takes 22,000 tonnes a year, of 50,000 cars.", ["£86 million"]),
        ("It paid 300 euros to Arles, 450 to Bonn and 610.", ["300", "450", "610"]),
        ("It rose by 12% to 4 million dollars for 30 men.", ["4 million"]),
        ("It has 40 rooms and 12 baths.", ["40", "12"]),
        ("The 40 BBC men spent 86m euros, 7 EUR each.", ["86", "7"]),
    ],
)
def test_amounts_of_money_are_told_from_what_is_counted(text: str, expected: list[str]) -> None:
    assert [text[f.start : f.end] for f in amounts(text, figures(text))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from 1914 to 1918", True),
        ("between 5 and 10 men", True),
        ("356 ± 47 tonnes", True),
        ("fell from 610,000 last year to 440,000", False),
    ],
)
def test_a_range_is_told_from_figures_of_two_things(text: str, expected: bool) -> None:
    assert is_range(text, figures(text)) == expected


@pytest.mark.parametrize(
    "parts",
    [
        ["Adults pay 12 euros,", " students 8 euros ", "and children 5 euros."],
        ["It paid 1,000 euros to Arles;", " 1,037 euros to Bonn."],
        ["The vote was 412 for ", "and 187 against."],
        ["Attendance fell from 610,000 last year ", "to 440,000."],
        ["The council has nineteen seats;", " seven are Greens ", "and four Liberals."],
    ],
)
def test_each_figure_has_a_part_of_its_own(parts: list[str]) -> None:
    text = "".join(parts)
    assert [text[start:end] for start, end in clauses(text, figures(text))] == parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Um 18:30 kamen 4.300 Gäste.", [("18:30", "time"), ("4.300", "number")]),
        (
            "En 2021, 4 300 visiteurs et 5\u202f150 en 2022.",
            [("2021", "date"), ("4 300", "number"), ("5\u202f150", "number"), ("2022", "date")],
        ),
        ("61,5 % von 1994 Stimmen.", [("61,5 %", "share"), ("1994", "date")]),
        ("A 9h00 il y avait 12’500 francs.", [("9h00", "time"), ("12’500", "number")]),
        ("15 Kilometer (9 Meilen) weit.", [("15", "number")]),
        ("3.1 Der Eintritt kostet 5 Euro.", [("5", "number")]),
        ("19. Mai: 40 Gäste.", [("19", "number"), ("40", "number")]),
        ("बच्चे 80 रुपये, ८० रुपये", [("80", "number"), ("८०", "number")]),
    ],
)
def test_in_other_languages_figures_in_digits_are_found(text: str, expected: list[tuple[str, Kind]]) -> None:
    assert [(text[f.start : f.end], f.kind) for f in figures(text, "fr")] == expected


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("de", ["Der Eintritt kostet 6 Euro für Erwachsene ", "und 3 Euro für Kinder."]),
        ("fr", ["Les adultes paient 12 euros,", " les étudiants 8 ", "et les retraités 9."]),
        ("pl", ["Wydano 2000 złotych na sprzęt ", "i 450 na książki."]),
        ("ar", ["يدفع الكبار 50 ريالا،", " والطلاب 30 ريالا."]),
        ("fi", ["Silta on 214 metriä pitkä ja ", "18 metriä leveä."]),
    ],
)
def test_in_other_languages_the_parts_end_at_their_own_and(language: str, parts: list[str]) -> None:
    text = "".join(parts)
    assert [text[start:end] for start, end in clauses(text, figures(text, language), language)] == parts
