"""Whose turn it is: names in many scripts, and what chats and recorders write beside them."""

import pytest

from index.reading.plain import plain_blocks
from index.reading.turns import Turn, turn_of, voices

TURNS = [
    ("Anna Reyes: Hi.", Turn("Anna Reyes", timed=False)),
    ("ANNA: Hi.", Turn("ANNA", timed=False)),
    ("Dr. O'Neil (chair): Hi.", Turn("Dr. O'Neil", timed=False)),
    ("Ursula von der Leyen: Hi.", Turn("Ursula von der Leyen", timed=False)),
    ("Mme Lebrun\u00a0: Oui.", Turn("Mme Lebrun", timed=False)),
    ("Élodie : Oui.", Turn("Élodie", timed=False)),
    ("Олег Ковальчук: Так.", Turn("Олег Ковальчук", timed=False)),
    ("记者：什么时候？", Turn("记者", timed=False)),
    ("المذيع: متى؟", Turn("المذيع", timed=False)),
    ("Speaker 2: Hi.", Turn("Speaker 2", timed=False)),
    ("[12/05/2025, 18:02:11] Hanna: Hi.", Turn("Hanna", timed=True)),
    ("\u200e[12/05/2025, 18:02:11] ~\u202fHanna: \u200eimage omitted", Turn("Hanna", timed=True)),
    ("12.05.25, 18:02 - Tomás Ruiz: Hi.", Turn("Tomás Ruiz", timed=True)),
    ("5/12/25, 6:02\u202fPM - anna_92: Hi.", Turn("anna_92", timed=True)),
    ("2025-05-12 18:02 +44 7700 900123: Hi.", Turn("+44 7700 900123", timed=True)),
    ("18:02:11\t From Hanna Berg to Everyone : Hi.", Turn("Hanna Berg", timed=True)),
    ("00:00:03 Anna Reyes: Hi.", Turn("Anna Reyes", timed=True)),
    ("(0:03) Anna: Hi.", Turn("Anna", timed=True)),
    ("SPEAKER 1 (00:12): Hi.", Turn("SPEAKER 1", timed=True)),
    ("Anna Reyes  0:03\nHi.", Turn("Anna Reyes", timed=True)),
    ("Hanna Berg, [12.05.2025 18:02]\nHi.", Turn("Hanna Berg", timed=True)),
    ("Hanna Berg — Today at 6:02 PM\nHi.", Turn("Hanna Berg", timed=True)),
    ("[18:02] Hanna Berg\nHi.", Turn("Hanna Berg", timed=True)),
    ("12/5, 18:02 - Hanna: Hi.", Turn("Hanna", timed=True)),
    ("02.05., 20:10 – Ганна: Так", Turn("Ганна", timed=True)),
    ("03.03, 08:15 - Mirka (12): Hi.", Turn("Mirka", timed=True)),
    ("委員長(蓮見):これより質疑に入ります。", Turn("委員長", timed=False)),
    ("问:为什么现在放水?", Turn("问", timed=False)),
    ("Q14 CHAIR: Hi.", Turn("CHAIR", timed=False)),
    ("Q7.   Dame Ann Lee: Hi.", Turn("Dame Ann Lee", timed=False)),
    ("@anna_92: hi", Turn("@anna_92", timed=False)),
    ("@anna_92 3/10: hi", Turn("@anna_92", timed=False)),
    ("18:02 <hanna> hi", Turn("hanna", timed=True)),
    ("[18:02:11] <@tom_92> hi", Turn("tom_92", timed=True)),
    ("18:02 <p>", None),
    ("[18:02] Hanna Berg and others came", None),
    ("The minister said: no.", None),
    ("the call: it was late", None),
    ("At 18:02 it began: rain.", None),
    ("At 18:02 the rain came.", None),
    ("The bus leaves at 18:02: run.", None),
    ("12:30 Lunch", None),
    ("https://example.org: a page", None),
    ("会议在下午结束时提出了以下几点：", None),
]


@pytest.mark.parametrize(("words", "turn"), TURNS)
def test_a_turn_begins_with_a_name(words: str, turn: Turn | None) -> None:
    assert turn_of(words) == turn


def test_a_name_that_comes_again_makes_all_names_speakers() -> None:
    names = voices(["Bo: Why?", "Ann: Costs.", "Bo: And now?"])
    assert (names.speaker("Ann: It fell."), names.speaker("Then: it fell.")) == ("Ann", None)
    assert voices(["Bo: Why?", "Ann: Costs."]).names == frozenset()


def test_where_the_time_stands_beside_names_a_colon_alone_makes_none() -> None:
    names = voices(["[18:02] Bo: Why?", "Costs: 90 euros", "[18:03] Ann: So.", "Costs: 30 euros", "[18:04] Bo: Oh."])
    assert names.names == {"Bo", "Ann"}
    assert (names.speaker("[18:05] Ann: Yes."), names.speaker("Costs: 20 euros")) == ("Ann", None)


def test_labels_of_short_values_are_no_speakers() -> None:
    labels = ["Teacher: Ann Doe", "Fee: 85 euros", "Teacher: Bo Roe"]
    assert voices(labels).names == frozenset()
    assert voices([*labels, "Fee: It is free.", "Teacher: Nobody knows.", "Fee: Why?"]).names == {"Teacher", "Fee"}
    long = "A wrapped line of what somebody says that goes on in the next one"
    assert voices([f"Ann: {long}", f"Bo: {long}", "Ann: Yes"]).names == {"Ann", "Bo"}


def test_a_title_with_a_colon_is_nobodys_turn() -> None:
    names = voices(["Interview: the library of Brook", "Ann: When?", "Bo: In May.", "Ann: Why?"])
    assert names.names == {"Ann", "Bo"}
    assert names.speaker("Interview: the library of Brook") is None
    assert voices(["Bo: Welcome.", "Ann: When?", "Di: In May.", "Ann: Why?"]).names == {"Bo", "Ann", "Di"}


def blocks(text: str) -> list[tuple[str, int | None, str | None, str]]:
    return [(b.kind, b.parent, b.speaker, text[b.start : b.end].strip()) for b in plain_blocks(text)]


def test_a_chat_has_its_speakers_and_questions() -> None:
    text = (
        "12/05/25, 18:02 - Messages are encrypted.\n"
        "12/05/25, 18:02 - Hanna: Who is driving?\n"
        "12/05/25, 18:03 - Tomás: I can take four\n"
        "and a dog\n"
        "12/05/25, 18:05 - Hanna: good\n"
    )
    assert blocks(text) == [
        ("paragraph", None, None, "12/05/25, 18:02 - Messages are encrypted."),
        ("question", None, "Hanna", "12/05/25, 18:02 - Hanna: Who is driving?"),
        ("speech", 1, "Tomás", "12/05/25, 18:03 - Tomás: I can take four\nand a dog"),
        ("speech", 1, "Hanna", "12/05/25, 18:05 - Hanna: good"),
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_line_with_name_and_time_is_one_with_what_is_said_then(gap: str) -> None:
    turns = ["Anna Reyes  0:03", "It is too small. We need more.", "Tom Ito  0:15", "How much?"]
    turns += ["Anna Reyes  0:21", "Two million."]
    text = f"Minutes\n\n{gap.join(turns[:2])}\n\n{gap.join(turns[2:4])}\n\n{gap.join(turns[4:])}\n"
    assert blocks(text)[1:] == [
        ("speech", 0, "Anna Reyes", gap.join(turns[:2])),
        ("question", 0, "Tom Ito", gap.join(turns[2:4])),
        ("speech", 2, "Anna Reyes", gap.join(turns[4:])),
    ]


def test_hours_and_an_agenda_without_names_have_no_speakers() -> None:
    text = "Monday 9:00 to 17:00\nTuesday 9:00 to 17:00\n\n09:00 Coffee\n09:30 Talk: bees\n10:00 Walk: the pond\n"
    assert {speaker for _, _, speaker, _ in blocks(text)} == {None}


@pytest.mark.parametrize("label", ["Decision", "ACTION", "Item 1", "Beschluss", "Uchwała", "القرار", "निर्णय", "决定"])
def test_what_minutes_say_again_and_again_is_nobodys_name(label: str) -> None:
    text = f"The trip is in June.\n{label}: It costs nine pounds.\n\nThe roof leaks.\n{label}: It will be mended.\n"
    assert {(kind, speaker) for kind, _, speaker, _ in blocks(f"{text}{label}: All agreed.\n")} == {("paragraph", None)}
