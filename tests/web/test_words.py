"""Every catalogue says all that the page says, with the same placeholders, and plurals as its language has them."""

import re
from collections.abc import Iterator
from contextlib import chdir
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from qa.answer import CHOOSE, HELP, NOT_FOUND
from qa.details import LABELS
from qa.quotes.words import FOLDINGS
from web import said
from web.words import TRANSLATIONS, Words, languages

ROOT = Path(__file__).resolve().parents[2]
TRANSLATED = sorted(path.name for path in TRANSLATIONS.iterdir())
PLACEHOLDER = re.compile(r"%\(\w+\)s")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the page says, as `make words` finds it."""
    path = tmp_path_factory.mktemp("words") / "messages.pot"
    found = ["--mapping", "pyproject.toml", "--keywords", "marked", "--output-file", str(path), "."]
    with chdir(ROOT):
        CommandLineInterface().run(["pybabel", "-q", "extract", *found])  # type: ignore[no-untyped-call]
    with path.open("rb") as file:
        return read_po(file)


def messages(language: str) -> Iterator[Message]:
    return (message for message in languages()[language].messages if message.id)


def places(catalog: Catalog) -> dict[object, set[str]]:
    """The files that each message is said in."""
    return {message.id: {place for place, _ in message.locations} for message in catalog if message.id}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_what_the_page_says_and_nothing_else(extracted: Catalog, language: str) -> None:
    """Else run `make words`, and translate what is new."""
    assert places(languages()[language].messages) == places(extracted)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_is_complete_and_none_of_it_a_guess(language: str) -> None:
    for message in messages(language):
        forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
        assert all(form and form.strip() == form for form in forms), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_those_of_the_english(language: str) -> None:
    for message in messages(language):
        if isinstance(message.id, str):
            assert isinstance(message.string, str)
            assert sorted(PLACEHOLDER.findall(message.string)) == sorted(PLACEHOLDER.findall(message.id)), message.id
            continue
        expected = set(PLACEHOLDER.findall(message.id[-1]))
        forms = [set(PLACEHOLDER.findall(form)) for form in message.string or ()]
        assert all(expected - {"%(num)s"} <= form <= expected for form in forms), message.id
        assert forms[-1] == expected, message.id  # a form for one or two may say the number as a word


@pytest.mark.parametrize("language", TRANSLATED)
def test_gettext_and_the_browser_choose_the_same_form(language: str) -> None:
    """A browser knows the categories of CLDR, gettext the numbers of forms."""
    words = languages()[language]
    for count in range(1000):
        assert words.plurals[words.locale.plural_form(count)] == words.translations.plural(count)


def test_what_the_server_says_is_marked() -> None:
    assert said.ANSWERS == (NOT_FOUND, HELP, CHOOSE)
    assert tuple(LABELS.values()) == said.FIELDS
    assert said.OVERLOOKED == FOLDINGS


def test_numbers_and_dates_are_written_as_the_language_does() -> None:
    german, english = languages()["de"], languages()["en"]
    assert (german.number(12345), german.number(0.934, 2), german.date("2025-08-17")) == (
        "12.345",
        "0,93",
        "17. August 2025",
    )
    assert (english.number(12345), english.number(0.934, 2), english.date("2025-08-17")) == (
        "12,345",
        "0.93",
        "August 17, 2025",
    )
    assert german.date("Mai 2025") == "Mai 2025"


def test_a_language_is_named_in_itself_and_knows_its_direction() -> None:
    assert (languages()["de"].name, languages()["de"].direction) == ("Deutsch", "ltr")


def test_scripts_have_the_words_of_the_modules_that_are_named() -> None:
    written = b"""
#: web/static/one.js
msgid "One"
msgstr "Eins"

#: web/static/two.js web/templates/chat.html
msgid "%(num)s article"
msgid_plural "%(num)s articles"
msgstr[0] "%(num)s Beitrag"
msgstr[1] "%(num)s Artikel"

#: web/templates/chat.html
msgid "Of the template"
msgstr "Der Vorlage"
"""
    words = Words.of(read_po(BytesIO(written), locale="de"))
    articles = {"one": "%(num)s Beitrag", "other": "%(num)s Artikel"}
    assert words.of_scripts("one") == {"One": "Eins"}
    assert words.of_scripts() == {"One": "Eins", "%(num)s article": articles}


def test_the_verdicts_promise_no_more_than_they_mean() -> None:
    """That nothing was found is not that it is not so, and what may answer is less than what answers."""
    say = languages()["de"].translations.gettext
    assert say("I found no sentence that says it.") == "Ich habe keinen Satz gefunden, der das sagt."
    assert say("Answers it") == "Beantwortet die Frage"
    assert say("May answer it; judge for yourself") == "Beantwortet die Frage vielleicht; urteilen Sie selbst"
