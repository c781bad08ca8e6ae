import re

from qa.evaluate.quote_set import KINDS, MadeQuote, make_quotes
from tests.building import article

TOWN = (
    "The mill at Arnholt was built in 1842 by a family of weavers. It was never sold, although Berglund wanted it.\n\n"
    "Every spring 300 people walk from Arnholt to Tovik along the river. They have kept the habit for centuries.\n\n"
    "In winter the road to Tovik is closed, and the mail is carried by sledge. Nobody can say when Berglund left."
)
ISLE = (
    "The lighthouse of Skerry was lit for the first time in 1911, and it has burned since. Two keepers live there.\n\n"
    "A ferry from Lunden can reach the island in 40 minutes when the sea is calm. Visitors of Skerry must bring water."
)
HELD_OUT = ["The bakery in the old square sells bread with caraway on every second Sunday."]


def made() -> dict[str, list[MadeQuote]]:
    quotes = list(make_quotes([(article(TOWN, "town"), HELD_OUT), (article(ISLE, "isle"), ())], 4, 1))
    return {kind: [quote for quote in quotes if quote.kind == kind] for kind in KINDS}


def folded(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def test_each_kind_is_what_it_says() -> None:
    of = made()
    texts = {"town": TOWN, "isle": ISLE}
    assert all(q.quote in texts[q.made_from] and q.truth == "exact" for q in of["exact"])
    assert all(folded(q.quote) in folded(texts[q.made_from]) for q in of["written otherwise"])
    for quote in of["word left out"]:
        words = quote.quote.split(" ")
        assert any(
            " ".join([*words[:at], quote.was, *words[at:]]) in texts[quote.made_from] for at in range(len(words))
        )
    assert {q.was for q in of["number changed"]} <= {"1842", "300", "1911", "40"}
    assert all(q.was not in q.quote for q in of["number changed"])
    assert {q.was for q in of["name changed"]} <= {"Arnholt", "Berglund", "Tovik", "Skerry", "Lunden"}
    assert all((" not" in q.quote) != (q.was in ("not", "never")) for q in of["negation changed"])
    assert all(q.document not in (None, q.made_from) and q.truth == "absent" for q in of["of another document"])
    assert [q.quote for q in of["invented"]] == HELD_OUT


def test_what_is_not_exact_stands_nowhere() -> None:
    for kind in ("word left out", "number changed", "name changed", "negation changed", "spliced", "invented"):
        assert [q for q in made()[kind] if q.quote in TOWN + ISLE] == []


def test_the_same_seed_makes_the_same_quotes() -> None:
    assert made() == made()


def test_quotes_of_a_text_without_spaces_are_made_by_characters() -> None:
    text = (
        "港口在1907年夏天开放，渔民每天清晨出海捕鱼。"
        "市场在星期一不开门，因为渔民要修补渔网和木船。旧仓库里的气味从未消失。"
    )
    quotes = list(make_quotes([(article(text, "harbour", language="zh"), ())], 3, 1))
    of = {kind: [quote for quote in quotes if quote.kind == kind] for kind in KINDS}
    assert all(quote.quote in text for quote in of["exact"])
    assert {quote.was for quote in of["number changed"]} == {"1907"}
    assert {quote.was for quote in of["negation changed"]} == {"不", "未"}
    assert {len(quote.was) for quote in of["word left out"]} == {2}
    assert of["name changed"] == []
