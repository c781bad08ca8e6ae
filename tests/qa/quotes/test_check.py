"""Quotes of small articles: what is said of each, by value."""

import pytest

from index.errors import DocumentNotFound
from index.storage.local import LocalStore
from qa.quotes.asked import Asked, Asking
from qa.quotes.check import check
from qa.quotes.checked import CheckedQuote
from tests.building import article, stored
from tests.fake_encoder import BagOfWords
from tests.qa.quotes.conftest import GERMAN, HARBOUR, LETTERS

TEXTS = {"harbour": HARBOUR, "letters": LETTERS, "hafen": GERMAN}


def checked(store: LocalStore, quote: str, document: str | None = None) -> CheckedQuote:
    (found,) = check(store, Asking((Asked(quote, document),))).quotes
    for stand in (*found.stands, *found.also_in, *filter(None, [found.nearest])):
        text = TEXTS[stand.document.id]
        assert stand.text == text[stand.start : stand.end]
        assert stand.sentence == text[stand.sentence_start : stand.sentence_end]
        assert stand.sentence_start <= stand.start < stand.end <= stand.sentence_end
    for change in found.changes:
        assert change.quote == quote[change.start : change.end]
        assert change.source == TEXTS[found.stands[0].document.id][change.source_start : change.source_end] or (
            change.how == "joined"
        )
    return found


def changes(found: CheckedQuote) -> list[tuple[str, str, str, str]]:
    return [(change.how, change.what, change.quote, change.source) for change in found.changes]


@pytest.mark.parametrize(
    ("quote", "folded"),
    [
        ("The harbour opened in 1907, and Mayor Lindqvist cut the ribbon.", ()),
        ("Mayor Lindqvist cut", ()),
        ("cut the ribbon. It has not been closed", ()),
        ("Mayor  Lindqvist\ncut", ("white space",)),
        ("twelve cranes – built in Gothenburg – can lift", ("dashes",)),
        ("twelve cranes--built in Gothenburg--can lift", ("dashes", "white space")),
        ("can lift 'forty tons' each", ("quote marks",)),
        ("The market doesn't open", ("quote marks",)),
        ("its twelve cranes", ("case",)),
        ("cut the ribbon,", ("end mark",)),
        ("cut the **ribbon**", ("markup",)),
        ("The harbour opened … It has not been closed", ("ellipsis",)),
        ("… has not been closed since …", ("ellipsis",)),
        ("[the mayor] cut the ribbon", ("insertion",)),
        ("The harbour opened in 1907, and [she] cut the ribbon", ("insertion",)),
        ("[i]t has not been closed", ("markup", "case")),
        ("old warehouse 🐟 the smell of tar", ()),
        ("carried security guards", ("characters",)),
        ("Die Möwen kehren im Frühling nicht zurück", ()),
        ("As of 2010[update] the harbour has 35 berths.[note 7]", ()),
        ("in the", ("case",)),
        ("It has", ()),
    ],
)
def test_a_quote_that_stands_in_a_document_is_exact(store: LocalStore, quote: str, folded: tuple[str, ...]) -> None:
    found = checked(store, quote)
    assert (found.verdict, found.folded, found.similarity, found.changes) == ("exact", folded, 1.0, ())


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (
            "The harbour opened in 1917, and Mayor Lindqvist cut the ribbon.",
            [("changed", "number", "1917", "1907")],
        ),
        ("The harbour opened in 1907, and Mayor Berg cut the ribbon.", [("changed", "name", "Berg", "Lindqvist")]),
        ("It has been closed since.", [("left out", "negation", "", "not")]),
        ("It has not been closed since then.", [("put in", "word", "then", "")]),
        ("Its eleven cranes — built in Gothenburg", [("changed", "number", "eleven", "twelve")]),
        ("The market does open on Mondays.", [("changed", "negation", "does", "doesn’t")]),
        ("Fishing boats leave after dawn.", [("changed", "word", "after", "before")]),
        ("The harbour opened in 1907 and Mayor Lindqvist cut", [("left out", "mark", "", ",")]),
        (
            "Fishing ships leave before dawn. The market doesn’t open on Sundays.",
            [("changed", "name", "Sundays", "Mondays"), ("changed", "word", "ships", "boats")],
        ),
        ("Die Möwen kehren im Frühling zurück", [("left out", "negation", "", "nicht")]),
        ("As of 2011[update] the harbour has 35 berths", [("changed", "number", "2011", "2010")]),
        ("the harbour has 35 berths.[note 8]", [("changed", "number", "8", "7")]),
        ("The pilot <M. Olsen, 1989> retired", [("changed", "number", "1989", "1998")]),
        ("Mayor Lindquist cut the ribbon", [("changed", "name", "Lindquist", "Lindqvist")]),
    ],
)
def test_a_quote_that_was_altered_is_near_and_the_lies_are_named_first(
    store: LocalStore, quote: str, expected: list[tuple[str, str, str, str]]
) -> None:
    found = checked(store, quote)
    assert found.verdict == "near"
    assert changes(found) == expected


FOREIGN = {
    "de": "Die Bank öffnet am Sonntag nicht. Sie schließt am Montag um acht Uhr. Der Zug fährt nicht mehr ab.",
    "ja": "港は1907年に開かれ、市長が祝った。彼らは日曜日に店を開けることができなかった。この橋は古くない。",
    "zh": "港口于1907年启用，市长为其剪彩。渔民星期一不出海。城墙高二十米。",
    "ko": "항구는 1907년에 문을 열었다. 시장은 월요일에 열리지 않는다.",
    "hi": "बंदरगाह 1907 में खुला था। बाज़ार सोमवार को नहीं खुलता है।",
    "th": "ท่าเรือเปิดในปี 1907 และตลาดไม่เปิดในวันจันทร์",
    "ar": "افتتح الميناء عام 1907، ولم يغلق منذ ذلك الحين.",
    "tr": "Liman 1907 yılında açıldı. Pazar pazartesi günleri açık değildir. Işıklar kırmızı.",
    "el": "Το λιμάνι άνοιξε το 1907. Η αγορά δεν ανοίγει τη Δευτέρα χωρίς άδεια.",
    "ru": "Порт открылся в 1907 году. Рынок не работает по понедельникам.",
}


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    articles = [article(text, name, language=name) for name, text in FOREIGN.items()]
    return stored(tmp_path_factory.mktemp("foreign"), BagOfWords(), *articles)


@pytest.mark.parametrize(
    ("quote", "folded"),
    [
        ("Die Bank öffnet am Sonntag", ()),
        ("港は1907年に開かれ。", ("end mark",)),
        ("日曜日に店を\n開ける", ("white space",)),
        ("市长为其剪彩", ()),
        ("बाज़ार सोमवार को", ()),
        ("ตลาดไม่เปิด", ()),
        ("IŞIKLAR KIRMIZI", ("case",)),
        ("ΤΟ ΛΙΜΆΝΙ ΆΝΟΙΞΕ", ("case",)),
        ("افتتح الميناء عام 1907.", ("end mark",)),
    ],
)
def test_a_quote_in_another_language_is_exact(foreign: LocalStore, quote: str, folded: tuple[str, ...]) -> None:
    (found,) = check(foreign, Asking.of([quote])).quotes
    assert (found.verdict, found.folded, found.changes) == ("exact", folded, ())


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("Die Bank öffnet am Sonntag.", [("left out", "negation", "", "nicht")]),
        ("Der Zug fährt.", [("left out", "negation", "", "nicht")]),
        ("Sie schließt am Montag um neun Uhr.", [("changed", "number", "neun", "acht")]),
        ("彼らは日曜日に店を開けることができた。", [("left out", "negation", "", "なかっ")]),
        ("彼らは月曜日に店を開けることができなかった。", [("changed", "word", "月", "日")]),
        ("この橋は古く。", [("left out", "negation", "", "ない")]),
        ("渔民星期一出海。", [("left out", "negation", "", "不")]),
        ("城墙高三十米。", [("changed", "number", "三", "二")]),
        ("港口于1917年启用", [("changed", "number", "1917", "1907")]),
        ("시장은 월요일에 열리지 한다.", [("changed", "negation", "한다", "않는다")]),
        ("बाज़ार सोमवार को खुलता है", [("left out", "negation", "", "नहीं")]),
        ("ตลาดเปิดในวันจันทร์", [("left out", "negation", "", "ไม่")]),
        ("ولم يغلق", []),
        ("افتتح الميناء عام 1917", [("changed", "number", "1917", "1907")]),
        ("Pazar pazartesi günleri açık.", [("left out", "negation", "", "değildir")]),
        ("Η αγορά δεν ανοίγει τη Δευτέρα με άδεια.", [("changed", "negation", "με", "χωρίς")]),
        ("Рынок работает по понедельникам.", [("left out", "negation", "", "не")]),
    ],
)
def test_what_was_altered_in_another_language_is_named(
    foreign: LocalStore, quote: str, expected: list[tuple[str, str, str, str]]
) -> None:
    (found,) = check(foreign, Asking.of([quote])).quotes
    assert (found.verdict, changes(found)) == ("near" if expected else "exact", expected)


def test_two_stretches_that_stand_apart_are_said_to_be_joined(store: LocalStore) -> None:
    found = checked(store, "The harbour opened in 1907, the smell of tar has never faded.")
    assert found.verdict == "near"
    assert [stand.text for stand in found.stands] == ["The harbour opened in 1907,", "the smell of tar has never faded"]
    assert ("left out", "number") in [(how, what) for how, what, _, _ in changes(found)]


def test_parts_in_another_order_are_not_exact(store: LocalStore) -> None:
    assert checked(store, "It has not been closed … The harbour opened").verdict == "near"


@pytest.mark.parametrize(
    ("quote", "nearest"),
    [
        ("The harbour will be sold to a company from Rotterdam.", True),
        ("Nothing like this was ever written anywhere by anyone", False),
        ("Zebras quarrel", False),
        ("it is what it is", False),
        ("!?", False),
    ],
)
def test_what_no_document_says_is_absent(store: LocalStore, quote: str, nearest: bool) -> None:
    found = checked(store, quote)
    assert (found.verdict, found.stands, found.changes) == ("absent", (), ())
    assert (found.nearest is not None) == nearest


def test_the_nearest_of_an_absent_quote_is_a_whole_sentence(store: LocalStore) -> None:
    found = checked(store, "Anna Berg wrote that the harbour was sold in secret to a stranger.")
    assert found.verdict == "absent"
    assert found.nearest is not None
    assert found.nearest.text == "In the old warehouse 🐟 the smell of tar has never faded, Anna Berg wrote."


def test_a_quote_that_stands_in_several_documents_names_them(store: LocalStore) -> None:
    found = checked(store, "Fishing boats leave before dawn.")
    assert {found.stands[0].document.id, *(stand.document.id for stand in found.also_in)} == {"harbour", "letters"}


def test_a_quote_said_to_be_from_another_document_is_absent_there_and_named_where_it_stands(store: LocalStore) -> None:
    found = checked(store, "The harbour opened in 1907", "letters")
    assert found.verdict == "absent"
    assert [(stand.document.id, stand.text) for stand in found.also_in] == [("harbour", "The harbour opened in 1907")]
    assert checked(store, "The harbour opened in 1907", "harbour").verdict == "exact"


def test_an_unknown_document_is_refused(store: LocalStore) -> None:
    with pytest.raises(DocumentNotFound):
        check(store, Asking.of(["one"], "none"))


def test_a_stand_says_all_that_a_citation_does(store: LocalStore) -> None:
    start = HARBOUR.index("smell of tar")
    (stand,) = checked(store, "smell of tar").stands
    sentence = HARBOUR.index("In the old")
    assert (stand.start, stand.end) == (start, start + 12)
    assert (stand.start_utf16, stand.end_utf16) == (start + 1, start + 13)
    assert stand.link == f"/documents/harbour#s{sentence}-{HARBOUR.index('wrote.') + 6}"
    assert (stand.document.title, stand.kind) == ("HARBOUR", "paragraph")


def test_quotes_of_a_text_are_counted_and_placed_in_it(store: LocalStore) -> None:
    text = "🐟 “The harbour opened in 1907”, “the harbour opened in 1908” and “zebras quarrel”."
    found = check(store, Asking.in_text(text))
    assert (found.exact, found.near, found.absent) == (1, 1, 1)
    assert [text[q.start : q.end] for q in found.quotes] == [q.quote for q in found.quotes]
    first = found.quotes[0]
    assert (first.number, first.start, first.start_utf16) == (1, 3, 4)
    assert found.index == store.generation
