import pytest

from index.reading.boundaries import sentence_ends


def parts(text: str, language: str = "en") -> list[str]:
    ends = sentence_ends(text, language)
    return [part for a, b in zip([0, *ends], ends, strict=False) if (part := text[a:b].strip())]


@pytest.mark.parametrize(
    "expected",
    [
        ["The new dean is Prof. Okafor of Leeds.", "She starts in May."],
        ["Lt. Col. Brandt led Sen. Ruiz and Gov. Hale.", "It was late."],
        ["Mses. Orr and Lee met Visc. Hale and Rtd. Gen. Poe.", "The Ven. Bede wrote it."],
        ["He lives on St. Mary's Road near Mt. Hollin.", "The bus stops there."],
        ["Ring tel. +44 1583 421 000 or pay approx. €40.", "It is open."],
        ["The width is approx. 40 metres.", "See vol. 7 and ch. 3 of it."],
        ["Rooms seat max. 30 pupils in Rm. 4.", "They are new."],
        ["The box weighs 12 oz. and costs 3 dollars.", "It took five hrs. to fill."],
        ["Gates open at 9 a.m. on Sunday.", "It begins at 8 p.m. EST."],
        ["Speaker: Admiral (retd.) Helen Strand of the navy.", "She left (in May)."],
        ["J. R. Hale and A. B. Stone wrote it.", "They won."],
        ["The U.S. Army left.", "The U.S. Senate voted."],
        ["The rate is 3.5 percent.", "See https://a.example.org/x.html for more."],
    ],
)
def test_a_full_stop_that_ends_no_sentence_is_passed_over(expected: list[str]) -> None:
    assert parts(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["She moved to the U.K.", "Friends helped her."],
        ["He works for Globex Inc.", "Shares fell on Monday."],
        ["Doors close at 10 p.m.", "Guards lock the gate."],
        ["We sell nails, screws, tape, etc.", "Delivery is free."],
        ["The fair ends on 9 Nov.", "Visitors may bring dogs."],
        ["He studied in Washington, D.C.", "Critics praised him."],
        ["He said no.", "Trams were late."],
        ["She studied modern art.", "Critics loved it."],
        ["The cat sat.", "Hogs bark."],
        ["We need vitamin C.", "It is in fruit."],
    ],
)
def test_an_abbreviation_or_a_word_like_one_ends_a_sentence(expected: list[str]) -> None:
    assert parts(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ['"Where is the key?" Ines Ferrand asked.', '"In the box!" Tom said.'],
        ['"Is it safe?" the reporter wanted to know.', '"Yes."', "He left."],
        ["“Will you pay?” Ms. Ito asked.", "“Never!” Mr. Stone said."],
        [['"We are ready."', " closed the door."][0], "She closed the door."],
        ['The TV is 27" wide.', "It costs 300 euros.", 'A 32" one costs more.'],
        ["He is 6' 2\" tall.", "His brother is small."],
        ['He said "we shall see.', "The crowd left.", "Rain fell."],
        ["She called it (a mess.", "The mayor agreed."],
        [["He waited…", "hen"][0], "Then it rained."],
    ],
)
def test_quotations_and_inch_marks_hide_no_boundary(expected: list[str]) -> None:
    assert parts(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "mark", ["12", "[12]", "[5][6]", "[a]", "[citation needed]", "[^1]", "¹²", " [4]", "†", "1-3", "2,5–7", "(3)"]
)
def test_a_notes_mark_stays_with_its_sentence(mark: str) -> None:
    assert parts(f"The tower fell in 1911.{mark} It was rebuilt.{mark} It stands.") == [
        f"The tower fell in 1911.{mark}",
        f"It was rebuilt.{mark}",
        "It stands.",
    ]


@pytest.mark.parametrize(
    "expected",
    [
        ["The rules are:", "(1) Come early.", "(2) Bring a pen."],
        ["Steps:", "1) Open the box.", "2) Take the key.", "Then leave."],
        ["1. The first item", "2. The second item"],
        ["Bring", "• a pen", "• a map"],
        ["(1) The owner pays.", "He has ten days."],
    ],
)
def test_marks_that_count_up_begin_items(expected: list[str]) -> None:
    assert parts(" ".join(expected)) == expected


@pytest.mark.parametrize("text", ["He saw (a) cat and (1) dog there.", "A cut of 1. 5 and (b) more"])
def test_a_lone_mark_begins_none(text: str) -> None:
    assert len([p for p in parts(text) if p.startswith("(")]) == 0


def test_other_languages_keep_their_own_abbreviations() -> None:
    assert parts("Das ist z. B. Dr. Maier. „Kommt er?“ fragte sie. Er ging.", "de") == [
        "Das ist z. B. Dr. Maier.",
        "„Kommt er?“ fragte sie.",
        "Er ging.",
    ]
    assert parts("今日は。元気？はい", "ja") == ["今日は。", "元気？", "はい"]


def test_ends_are_ascending_and_the_last_is_the_length() -> None:
    text = 'A. "B?" c! D… e. ' * 50
    ends = sentence_ends(text, "en")
    assert ends == sorted(set(ends))
    assert ends[-1] == len(text)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("他生于北京。2019年毕业。3年后他走了。", "zh", ["他生于北京。", "2019年毕业。", "3年后他走了。"]),
        ("价格是3元。5元太贵！7元呢？", "zh", ["价格是3元。", "5元太贵！", "7元呢？"]),
        ("第3条 费用是5元。10元是上限。", "zh", ["第3条 费用是5元。", "10元是上限。"]),
        ("圆周率是3.14。2是质数。", "zh", ["圆周率是3.14。", "2是质数。"]),
        ("東京で生まれた。２０１９年に卒業した。", "ja", ["東京で生まれた。", "２０１９年に卒業した。"]),
        ("「はい。」3人が言った。", "ja", ["「はい。」3人が言った。"]),
    ],
)
def test_an_ideographic_full_stop_ends_a_sentence_in_front_of_a_digit_too(
    text: str, language: str, expected: list[str]
) -> None:
    assert parts(text, language) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["她笑了。", "“我不去。”他说。", "然后走了。"],
        ["“好！”李明问道。", "没人答。"],
        ["他说：“走吧。”", "大家都走了。"],
        ["价格是3元。", "“便宜！”"],
        ["市长说（1907年）。", "(注)完。"],
        ["彼は来た。", "「行く。」と言った。", "（注）次に進む。"],
        ["「行く。」", "「来る。」と二人が言った。"],
    ],
)
def test_behind_an_ideographic_full_stop_what_opens_is_the_next_sentences_and_who_speaks_the_same(
    expected: list[str],
) -> None:
    assert parts("".join(expected), "zh") == parts("".join(expected), "ja") == expected


@pytest.mark.parametrize(
    "expected",
    [
        [
            "「昼は工場で働いているからです。すみません」",
            "「はじめの半年は昼も開けていましたよ」",
            "「銀行には二つ当たりましたが、断られました」",
        ],
        [
            "「漫画は置きません。嫌いなのではなく、隣にあるので」",
            "「来年の夏は銭湯の跡で、出張書店をします」店の休みは月曜である。",
        ],
        ["「春の海」「夏の山」「秋の空」の三曲を弾いた。"],
        ["「君たちはどう生きるか」「千と千尋の神隠し」を見た。"],
        ["「それは違うと思います」「そう」と二人が言った。"],
    ],
)
def test_an_utterance_behind_another_is_a_sentence_and_a_title_is_none(expected: list[str]) -> None:
    assert parts("".join(expected), "ja") == expected


@pytest.mark.parametrize("number", ["1.", "2.3", "(2)", "§ 4", "12", "3.1.2.", "4)", "[12]", "Art. 5", "IV."])
def test_a_paragraph_that_begins_with_its_number_is_cut_behind_its_sentences_alone(number: str) -> None:
    text = f"{number} A fence may be two metres high. On a hill the limit is three."
    assert parts(text) == [f"{number} A fence may be two metres high.", "On a hill the limit is three."]
